import { describe, expect, it } from "vitest";
import { mentionsIn, namesAll, piecesOf } from "../../src/text/mentions";

const ming = { id: 1, name: "小明" };
const fox = { id: 3, name: "Jasmine Fox" };

describe("mentions", () => {
  it("are names of people known, not addresses of mail", () => {
    expect(mentionsIn("你好@小明，和 @jasmine fox", [ming, fox])).toEqual([1, 3]);
    expect(mentionsIn("mail@小明 a@b", [ming, fox])).toEqual([]);
  });

  it("are told once each, at most 50", () => {
    const crowd = Array.from({ length: 80 }, (_, id) => ({ id, name: `茶客${id}号` }));
    expect(mentionsIn(crowd.map(({ name }) => `@${name}`).join(" "), crowd)).toHaveLength(50);
    expect(mentionsIn("@小明 @小明", [ming])).toEqual([1]);
  });

  it("are read in quotes, lists and emphasis, not in code and links", () => {
    expect(mentionsIn("> @小明\n- **@Jasmine Fox**", [ming, fox])).toEqual([1, 3]);
    expect(mentionsIn("`@小明` [@小明](https://a.example)\n```\n@Jasmine Fox\n```", [ming, fox])).toEqual([]);
  });

  it("are not looked for in a text of nothing but @", () => {
    const crowd = Array.from({ length: 500 }, (_, id) => ({ id, name: `茶客${id}号` }));
    const start = performance.now();
    expect(mentionsIn("@茶客1".repeat(3_000), crowd)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(100);
  });
});

describe("everyone", () => {
  const all = (text: string): string[] =>
    piecesOf(text, [ming]).flatMap((piece) => (piece.kind === "all" ? [piece.text] : []));

  it.each([
    ["@all 开会", ["@all"]],
    ["大家好@所有人，@大家", ["@所有人", "@大家"]],
    ["@ALL!", ["@ALL"]],
    ["@alligator a@all @al", []],
  ])("%s", (text, expected) => expect(all(text)).toEqual(expected));

  it("is nobody's name, unless somebody has it", () => {
    const named = piecesOf("@all", [{ id: 9, name: "All" }]);
    expect(named.map(({ kind }) => kind)).toEqual(["mention"]);
  });

  it("is not called in code", () => {
    expect([namesAll("**@all**"), namesAll("`@all`")]).toEqual([true, false]);
  });
});

it("loses nothing of a text", () => {
  const text = "@小明\n, @@小明 @ @nobody 啊 @all";
  expect(
    piecesOf(text, [ming])
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
