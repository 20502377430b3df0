import { describe, expect, it } from "vitest";
import { dateOf, read, withFilter, without } from "../../src/ui/find/search-query";

const kinds = (query: string): [string, string][] =>
  read(query).filters.map(({ kind, value }) => [kind, value]);
const words = (query: string): string[] => read(query).phrases.map(({ text }) => text);

describe("a query", () => {
  it("has filters in both languages, with both colons", () => {
    expect(kinds("tea from:Theo IN:lobby has:link")).toEqual([
      ["from", "Theo"],
      ["in", "lobby"],
      ["has", "link"],
    ]);
    expect(kinds("喝茶 来自：小明 在:读书会 含：图片 之前：2026-01-31")).toEqual([
      ["from", "小明"],
      ["in", "读书会"],
      ["has", "image"],
      ["before", "2026-01-31"],
    ]);
    expect(words("喝茶 来自：小明")).toEqual(["喝茶"]);
  });

  it("takes values with spaces in quotes of any kind", () => {
    expect(kinds('from:"Jasmine Fox" 在：“Rust 与 Python”')).toEqual([
      ["from", "Jasmine Fox"],
      ["in", "Rust 与 Python"],
    ]);
  });

  it("drops the sign before a name", () => {
    expect(kinds("from:@Theo in:#lobby")).toEqual([
      ["from", "Theo"],
      ["in", "lobby"],
    ]);
  });

  it("takes what has no sense as words", () => {
    expect(kinds("has:tea after:2026-13-01 before:soon http://example.org")).toEqual([]);
    expect(words("has:tea http://example.org")).toEqual(["has:tea", "http://example.org"]);
    expect(kinds("after:yesterday 之后：今天")).toEqual([
      ["after", "yesterday"],
      ["after", "今天"],
    ]);
  });

  it("knows what is to be found exactly as it stands", () => {
    expect(read('"white tea" green').phrases).toEqual([
      { text: "white tea", exact: true },
      { text: "green", exact: false },
    ]);
  });

  it("loses a filter and keeps the rest", () => {
    const query = 'tea from:"Jasmine Fox" has:image';
    const [from, has] = read(query).filters;
    expect(from && without(query, from)).toBe("tea has:image");
    expect(has && without(query, has)).toBe('tea from:"Jasmine Fox"');
  });

  it("gets one, which it then has", () => {
    expect(kinds(withFilter("tea", "in:", "Rust 与 Python"))).toEqual([["in", "Rust 与 Python"]]);
    expect(withFilter("", "来自：", "小明")).toBe("来自：小明");
  });

  it("writes dates of this place", () => {
    expect(dateOf(new Date(2026, 0, 5, 23, 59).getTime())).toBe("2026-01-05");
  });
});
