import { describe, expect, it } from "vitest";
import type { Block, Inline } from "../../src/text/nodes";
import { parse, plainOf } from "../../src/text/parse";

/** A tree written short: `strong(a)`, `quote[…]`. */
function told(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "paragraph":
          return inline(block.children);
        case "quote":
          return `quote[${told(block.children)}]`;
        case "list":
          return `${block.ordered ? `ol${block.start}` : "ul"}[${block.items.map(told).join("; ")}]`;
        case "code":
          return `fence:${block.language}{${block.text}}`;
        case "math":
          return `math{${block.text}}`;
        default:
          return block satisfies never;
      }
    })
    .join(" / ");
}

function inline(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === "text") return node.text;
      if (node.kind === "code") return `code{${node.text}}`;
      if (node.kind === "math") return `${node.display ? "display" : "math"}{${node.text}}`;
      const kind = node.kind === "link" ? `link<${node.href}>` : node.kind;
      return `${kind}(${inline(node.children)})`;
    })
    .join("");
}

const of = (body: string): string => told(parse(body));
const asTyped = (body: string): void => expect(of(body)).toBe(body);

describe("emphasis", () => {
  it.each([
    ["**a** *b* __c__ _d_ ~~e~~", "strong(a) emphasis(b) strong(c) emphasis(d) strike(e)"],
    ["***a***", "emphasis(strong(a))"],
    ["**a *b* `c`**", "strong(a emphasis(b) code{c})"],
    ["||谁干的：**管家**||。", "spoiler(谁干的：strong(管家))。"],
    ["他说**“好”**了", "他说strong(“好”)了"],
    ["这是**重点。**后面", "这是strong(重点。)后面"],
    ["茶*《茶经》*书", "茶emphasis(《茶经》)书"],
    ["`a || b` 和 `` ` ``", "code{a || b} 和 code{`}"],
    ["\\*不是\\* \\`a\\` \\|\\|b||", "*不是* `a` ||b||"],
  ])("%s", (body, expected) => expect(of(body)).toBe(expected));

  it.each([
    "snake_case_name 2*3*4=24 a ** b * c",
    "if (a || b || c) x()",
    "好~明天见~",
    "¯\\_(ツ)_/¯",
    "C:\\new folder\\x",
    "||||  || ||",
  ])("is not in %s", asTyped);
});

describe("what stays as it was typed", () => {
  it.each([
    "# 标题",
    "标题\n===\n下面\n---\n再下面",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "![图](https://a.example/x.png)",
    "<b>粗</b><img src=x onerror=alert(1)> <!-- --> &amp; &lt;",
    "<script>alert(1)</script>",
    "<div>\n\n<p>x\n</div>",
    "    四个空格\n\ttab",
    "***",
    "- - -",
    "-",
    "3.",
    ">_< >.< >:(",
    "[a]: /b\n[a]",
    "一行\n两行\n\n\n空两行  \n末行",
    "#话题 +1 -1 1.5 *",
    "[a](/relative) [b](//host) [c](javascript:alert(1)) [d](data:text/html,x) [e](JaVaScRiPt:x) [](https://a.example)",
    "<javascript:alert(1)>",
    "javascript:alert(1) data:text/html,x file:///etc/passwd //a.example",
  ])("%s", asTyped);
});

describe("lists and quotes", () => {
  it.each([
    ["- a\n- b\n  - c", "ul[a; b / ul[c]]"],
    ["3. a\n4. b", "ol3[a; b]"],
    ["买：\n- 茶\n- 点心\n\n完", "买： / ul[茶; 点心] / 完"],
    ["- [ ] a\n- [x] b", "ul[[ ] a; [x] b]"],
    ["> a\n> b\n\n答", "quote[a\nb] / 答"],
    ["> > a\n> b", "quote[quote[a\nb]]"],
    [">> a", "quote[quote[a]]"],
    ["> - a\n> - **b**", "quote[ul[a; strong(b)]]"],
    ["- a\n\n- b", "ul[a; b]"],
  ])("%s", (body, expected) => expect(of(body)).toBe(expected));

  it("are drawn eight deep, and then as typed", () => {
    expect(of(`${">".repeat(8)} a`)).toBe(`${"quote[".repeat(8)}a${"]".repeat(8)}`);
    expect(of(`${">".repeat(10)} a`)).toBe(`${"quote[".repeat(8)}>> a${"]".repeat(8)}`);
  });
});

describe("code", () => {
  it("keeps its text to the letter", () => {
    expect(parse("```ts\nconst a = `<b>` && **c**;\n\n  x\n```")).toEqual([
      { kind: "code", language: "ts", text: "const a = `<b>` && **c**;\n\n  x" },
    ]);
    expect(of("看：\n```\na\n```\n后")).toBe("看： / fence:{a} / 后");
    expect(of("~~~C++ title\nx\n~~~")).toBe("fence:c++{x}");
  });

  it("runs to the end where it is not closed", () => expect(of("```py\nx = 1")).toBe("fence:py{x = 1}"));
  it("takes no language that could be a class of ours", () =>
    expect(of('```"><b>\nx\n```')).toBe("fence:{x}"));
});

describe("links", () => {
  it.each([
    ["[茶](https://a.example/b)", "link<https://a.example/b>(茶)"],
    ["[**茶**](mailto:a@b.example)", "link<mailto:a@b.example>(strong(茶))"],
    ["<https://a.example>", "link<https://a.example/>(https://a.example)"],
    ["看https://a.example/茶，很好", "看link<https://a.example/%E8%8C%B6>(https://a.example/茶)，很好"],
    ["(https://a.example/b_(c)).", "(link<https://a.example/b_(c)>(https://a.example/b_(c)))."],
    [
      "https://a.example/x_y_z*w*?q=1&r=~~a~~",
      "link<https://a.example/x_y_z*w*?q=1&r=~~a>(https://a.example/x_y_z*w*?q=1&r=~~a)~~",
    ],
    ["**https://a.example**", "strong(link<https://a.example/>(https://a.example))"],
    ["写信 tea@a.example。", "写信 link<mailto:tea@a.example>(tea@a.example)。"],
    ["www.a.example/x", "link<http://www.a.example/x>(www.a.example/x)"],
    ["https:// https://[ mail@host", "https:// https://[ mail@host"],
    ["`https://a.example`", "code{https://a.example}"],
  ])("%s", (body, expected) => expect(of(body)).toBe(expected));

  it("say where they lead unless their text does", () => {
    const hidden = (body: string): unknown[] =>
      parse(body).flatMap((block) =>
        block.kind === "paragraph"
          ? block.children.flatMap((node) => (node.kind === "link" ? [node.hidden] : []))
          : [],
      );
    expect(hidden("[茶](https://a.example) https://a.example/茶 <https://a.example>")).toEqual([
      true,
      false,
      false,
    ]);
    expect(hidden("[a.example](https://a.example/)")).toEqual([false]);
    expect(hidden("[https://a.example](https://b.example)")).toEqual([true]);
  });
});

describe("mathematics", () => {
  it.each([
    ["$x$ 和 $a^2+b^2=c^2$。", "math{x} 和 math{a^2+b^2=c^2}。"],
    ["$$\n\\int_0^1 x\\,dx\n$$", "math{\\int_0^1 x\\,dx}"],
    ["有 $$x_1$$ 在", "有 display{x_1} 在"],
    ["$\\frac{a_1}{b_2}$ _c_", "math{\\frac{a_1}{b_2}} emphasis(c)"],
    ["**$x_1$**", "strong(math{x_1})"],
  ])("%s", (body, expected) => expect(of(body)).toBe(expected));

  it.each([
    "a $5 tea and a $10 cake",
    "$5-$10, US$100/US$200, $5+$6",
    "$ x $ and $HOME/$PATH $FOO$",
    "从$100涨到$200",
    "$5 = 35元, $6 = 42元$",
    "$$ $$ $$$",
  ])("is no price: %s", asTyped);
});

describe("what is hostile", () => {
  it("turns no direction", () => {
    expect(of("a\u202eb\u2066c\u2069\u200fd")).toBe("abc\u200fd");
    expect(of("```js\na\u202e b\n```")).toBe("fence:js{a b}");
    expect(of("\u202e\u202d")).toBe("");
  });

  it("piles up no marks", () => {
    expect(of(`e${"\u0301".repeat(5_000)}x`)).toBe(`e${"\u0301".repeat(8)}x`);
  });
});

it("tells a body without its marks", () => {
  expect(plainOf("> **a** ||b||\n\n- [c](https://d.example)\n- `e`")).toBe("a ▒▒▒\nc\ne");
});

it("reads each body once", () => {
  expect(parse("**同一句**")).toBe(parse("**同一句**"));
});
