/** A message's text as it is drawn: blocks below each other, and in them what stands in a line. */
export type Block =
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "quote"; children: Block[] }
  | { kind: "list"; ordered: boolean; start: number; items: Block[][] }
  | { kind: "code"; text: string; language: string }
  | { kind: "math"; text: string };

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong" | "emphasis" | "strike" | "spoiler"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "math"; text: string; display: boolean }
  /** `href` is absolute and http, https or mailto. `hidden`: the text does not tell where it leads. */
  | { kind: "link"; href: string; hidden: boolean; children: Inline[] };

/** The text of a line without its marks; what is behind a spoiler stays behind it. */
export function plain(nodes: readonly Inline[], spoiler = "▒▒▒"): string {
  return nodes
    .map((node) => {
      if (node.kind === "spoiler") return spoiler || plain(node.children, spoiler);
      return "children" in node ? plain(node.children, spoiler) : node.text;
    })
    .join("");
}

/** Every line of a tree of blocks, in order; code and mathematics that stand alone are a line each. */
export function lines(blocks: readonly Block[]): Inline[][] {
  return blocks.flatMap((block): Inline[][] => {
    switch (block.kind) {
      case "paragraph":
        return [block.children];
      case "quote":
        return lines(block.children);
      case "list":
        return block.items.flatMap(lines);
      case "code":
        return [[{ kind: "code", text: block.text }]];
      case "math":
        return [[{ kind: "math", text: block.text, display: true }]];
      default:
        return block satisfies never;
    }
  });
}
