import { describe, expect, it } from "vitest";
import { excerptAround, piecesOf } from "../../src/ui/body/highlight";
import { read } from "../../src/ui/find/search-query";

/** The text with what was found in brackets. */
const marked = (text: string, query: string): string =>
  piecesOf(text, read(query).phrases)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join("");

describe("what was found", () => {
  it("is single Chinese characters and what follows one another", () => {
    expect(marked("我家在上海东边", "上海")).toBe("我家在[上海]东边");
    expect(marked("喝茶去，喝 茶", "茶")).toBe("喝[茶]去，喝 [茶]");
    expect(marked("海上升明月", "上海")).toBe("海上升明月");
  });

  it("does not mind case, width and accents", () => {
    expect(marked("ＣＡＦÉ 和 Café", "cafe")).toBe("[ＣＡＦÉ] 和 [Café]");
    expect(marked("Größe", "grosse")).toBe("[Größe]");
  });

  it("may go on at its end, unless it is quoted", () => {
    expect(marked("teahouse, tea, steam", "tea")).toBe("[tea]house, [tea], steam");
    expect(marked("teahouse, tea", '"tea"')).toBe("teahouse, [tea]");
    expect(marked("a b ab", "a")).toBe("[a] b ab");
  });

  it("is a phrase, whatever stands between its words", () => {
    expect(marked("White-tea; tea white", '"white tea"')).toBe("[White-tea]; tea white");
    expect(marked("Rust与Python 3", "rust与py")).toBe("[Rust与Py]thon 3");
  });

  it("is no filter", () => {
    expect(marked("小明喝茶", "茶 来自：小明")).toBe("小明喝[茶]");
  });

  it("keeps the text whole", () => {
    const text = "👨‍👩‍👧 が が 한국 tea 🍵";
    for (const query of ["", "が", "한", "tea 🍵", "'\"", "👨"])
      expect(
        piecesOf(text, read(query).phrases)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    expect(marked("か\u3099 か", "か")).toBe("か\u3099 [か]");
  });
});

describe("an excerpt", () => {
  it("begins a little before the first find, and ends somewhere", () => {
    const pieces = excerptAround(`${"前".repeat(500)}茶${"后".repeat(500)}`, read("茶").phrases);
    const text = pieces.map((piece) => piece.text).join("");
    expect(pieces.filter(({ found }) => found).map((piece) => piece.text)).toEqual(["茶"]);
    expect(text.startsWith(`…${"前".repeat(20)}`)).toBe(true);
    expect(text.endsWith("后…")).toBe(true);
    expect(text.length).toBeLessThan(200);
  });

  it("is all of a short text, and never half of a sign", () => {
    expect(excerptAround("喝茶", [])).toEqual([{ text: "喝茶", found: false }]);
    const pieces = excerptAround("🍵".repeat(300), []);
    expect(pieces.map((piece) => piece.text).join("")).toMatch(/^(?:🍵)+…$/u);
  });
});
