import type { Message } from "../../contract";
import { type Inline, lines } from "../../text/nodes";
import { parse } from "../../text/parse";
import type { Preview } from "../../wire.gen";

/**
 * The previews that stand below a message: an edit may have taken their links out, or hidden them in a spoiler.
 * A preview's `url` is the link as the message had it, without its fragment.
 */
export function previewsOf({ body, folded }: Pick<Message, "body" | "folded">): readonly Preview[] {
  const all = folded.previews ?? [];
  if (all.length === 0 || typeof folded.edited_at !== "number") return all;
  const links = new Set(lines(parse(body ?? "")).flatMap(linksIn));
  return all.filter(({ url }) => links.has(bare(url)));
}

function linksIn(nodes: readonly Inline[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === "spoiler" || !("children" in node)) return [];
    return [...(node.kind === "link" ? [bare(node.href)] : []), ...linksIn(node.children)];
  });
}

function bare(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.hash = "";
  return url.href;
}
