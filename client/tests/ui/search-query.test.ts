import { describe, expect, it } from "vitest";
import { entry } from "../../src/gallery/fake";
import { calledIn, dateOf, read, shownAs, withFilter, without } from "../../src/ui/find/search-query";

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

describe("the filter of a room", () => {
  const lobby = entry(1);
  const garden = entry(2, { name: "garden", title: "Rose Garden" });
  const rooms = [
    lobby,
    garden,
    entry(3, { name: "Hall", title: "Attic" }),
    entry(4, { name: "attic 2", title: "Hall" }),
  ];
  const shown = (query: string) => read(query).filters.map((filter) => shownAs(filter, rooms));

  it("says its title, which the server knows too", () => {
    expect(calledIn(lobby, rooms)).toBe("Lobby");
    expect(calledIn(garden, rooms)).toBe("Rose Garden");
    expect(withFilter("tea", "in:", calledIn(garden, rooms))).toBe('tea in:"Rose Garden"');
  });

  it("says its name, where the title means another one as well, or cannot be said", () => {
    expect(calledIn(rooms[2] ?? lobby, rooms)).toBe("Attic");
    expect(calledIn(rooms[3] ?? lobby, rooms)).toBe("attic 2");
    expect(calledIn(entry(5, { name: "quoted", title: 'The "best"' }), rooms)).toBe("quoted");
    expect(calledIn(entry(6, { name: "signs", title: "…" }), rooms)).toBe("signs");
    expect(calledIn(entry(7, { kind: "direct", name: "d7", title: "Ann, Bea" }), rooms)).toBe("d7");
  });

  it("is shown by the title, whatever stands in the query", () => {
    expect(shown("tea in:lobby 在：garden in:nobody from:lobby")).toEqual([
      "in:Lobby",
      "在：Rose Garden",
      "in:nobody",
      "from:lobby",
    ]);
  });
});
