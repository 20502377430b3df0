import { describe, expect, it } from "vitest";
import { parse } from "../../src/text/parse";

const SIZE = 16_384;
const filled = (unit: string, size = SIZE): string =>
  unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** What made other parsers of Markdown slow, at the length of a whole message. */
const HOSTILE = [
  ">", "> ", ">\n", "> a\n>> b\n", "*", "**", "* ", "*a ", "**a ", "*a_", "*_", "_", "_a ", "__a ", "***a** ",
  "[", "![", "[a](", "[a](<", "[a]", "[[a]", "[](", "[a](b", "[a](b \"", "]", "`", "`a", "``a`", "\\", "\\*",
  "~", "~~", "~~a ", "~~a~", "||", "|", "||a ", "|| a||", "$", "$$", "$a ", "$$a", "$x", "\\$", "<", "<a", "<a ",
  "<http://", "&", "!", "! ", "a@", "@", "a@b.", "a.", "www.", "http://", "https://a(", "https://)", "-", "- ",
  "- a\n", "-\n", " - a\n", "- - ", "1. ", "1. a\n", "1.\n", "1)", "  \n", " \n", "\n", "\t", " ", "a", "a ",
  "# ", "#", "|a|b|\n|-|-|\n", "---\n", "===\n", "```", "```\n", "~~~\n", "```a\n```\n", "> ```\n", "- ```\n",
  "- > ", "> - ", "> - a\n", "> - a\n- b\n", "- a\n  - b\n    - c\n", "* a\n+ b\n- c\n", "a\n- b\n> c\n",
  "<!--", "<div>\n", "[a]: b\n", "\u202e", "e\u0301", ":a:", "::", "**茶。**", "**“", "“**", "我", "*我", "||我",
  "a*b*c_d_e`f`~~g~~", "**a *b ", "*a **b ", "[a *b](c ", "> *a\n", "- *a\n", "[a](https://a.example/) ",
  "https://a.example/ ", "**a** ", "a  \n", "(", "https://a.example/(((", "https://a.example/)))",
]; // biome-ignore format: a table

const MOST_MS = 20;

/** The fastest of up to thirty tries, so that what else the machine does is left out. */
function fastest(body: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 30 && best >= MOST_MS; i += 1) {
    // The parser remembers bodies: each try gets one of its own.
    const fresh = `${body.slice(0, -2)}${String.fromCharCode(0x4e00 + i)}`;
    const start = performance.now();
    parse(fresh);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe("a message of 16 KB", () => {
  parse(filled("**a** _b_ `c` [d](https://e.example) ~~f~~ ||g|| $x$\n- h\n> i\n\n"));

  it.each(HOSTILE)("of %j takes less than 20 ms", (unit) => {
    expect(fastest(filled(unit))).toBeLessThan(MOST_MS);
  });

  it.each(["a\n", "- ", "> ", "x "])("of %j, then marks, takes less than 20 ms", (start) => {
    for (const unit of ["*a ", "[a](", "> ", "- ", "`a", "||a "])
      expect(fastest(start + filled(unit, SIZE - start.length))).toBeLessThan(MOST_MS);
  });
});

it("still draws a long message of a person", () => {
  const body = filled(
    "今天**喝茶**，看 [这里](https://a.example/x)，用 `brew()`，*慢慢来*。\n- 一\n- 二\n\n",
    5_400,
  );
  expect(parse(body).filter(({ kind }) => kind === "list").length).toBeGreaterThan(50);
});
