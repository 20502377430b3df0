import { describe, expect, it } from "vitest";
import { completions, initials, nameAt } from "../../src/ui/parts/names";
import { addressOf, namingAt, outgoing } from "../../src/ui/write/address";

const ming = { id: 1, name: "小明" };
const liang = { id: 2, name: "小明亮" };
const fox = { id: 3, name: "Jasmine Fox" };
const jas = { id: 4, name: "Jas" };
const people = [ming, liang, fox, jas];

describe("a leading @name", () => {
  it("addresses a person, with or without a space after the name", () => {
    expect(addressOf("@小明 你好", people)).toMatchObject({
      kind: "person",
      person: ming,
      rest: "你好",
      whisper: false,
    });
    expect(addressOf("@小明你好", people)).toMatchObject({ kind: "person", person: ming, rest: "你好" });
  });

  it("takes the longest name", () => {
    expect(addressOf("@小明亮你好", people)).toMatchObject({ person: liang, rest: "你好" });
  });

  it("compares names without case, width and the spaces they have", () => {
    expect(addressOf("@jasmine fox, tea?", people)).toMatchObject({ person: fox, rest: "tea?" });
    expect(addressOf("@JasmineFox tea?", people)).toMatchObject({ person: fox, rest: "tea?" });
    expect(addressOf("@Ｊａｓ hi", people)).toMatchObject({ person: jas, rest: "hi" });
  });

  it("finds no name inside a longer word, and none across a space", () => {
    expect(addressOf("@Jasper hi", people)).toMatchObject({ kind: "unclear", name: "Jasper" });
    expect(addressOf("@小 明天见", people)).toMatchObject({ kind: "unclear", name: "小", rest: "明天见" });
  });

  it("is unclear when nobody or more than one has the name", () => {
    expect(addressOf("@nobody hi", people)).toMatchObject({ kind: "unclear", name: "nobody", choices: [] });
    const twin = { id: 9, name: "小 明" };
    expect(addressOf("@小明 hi", [ming, twin])).toMatchObject({ kind: "unclear", choices: [ming, twin] });
  });

  it("is for everyone after @all, and elsewhere in the text", () => {
    expect(addressOf("@all 开饭了", people).kind).toBe("everyone");
    expect(addressOf("@所有人 开饭了", people).kind).toBe("everyone");
    expect(addressOf("你好 @小明", people).kind).toBe("everyone");
  });

  it("whispers after /w", () => {
    expect(addressOf("/w 小明 嘘", people)).toMatchObject({ person: ming, whisper: true, rest: "嘘" });
    expect(addressOf("/w nobody psst", people)).toMatchObject({ kind: "unclear", name: "nobody" });
  });
});

describe("what goes out", () => {
  it("is for one person alone in a whisper", () => {
    expect(outgoing(" 嘘 @Jas ", ming, "whisper", people)).toEqual({ body: "嘘 @Jas", to: ming });
  });

  it("names the person in public, once, and all others named", () => {
    expect(outgoing("嗨 @Jas @小明", ming, "mention", people)).toEqual({
      body: "@小明 嗨 @Jas @小明",
      mentions: [1, 4],
    });
  });

  it("has no mentions where nobody is named", () => {
    expect(outgoing("嗨", null, "mention", people)).toEqual({ body: "嗨" });
  });
});

describe("completion", () => {
  it("opens at an @ that no letter stands before", () => {
    expect(namingAt("@小", 2)).toEqual({ start: 0, query: "小" });
    expect(namingAt("你好@小", 4)).toEqual({ start: 2, query: "小" });
    expect(namingAt("see @Jasmine F", 14)).toEqual({ start: 4, query: "Jasmine F" });
    expect(namingAt("mail@example", 12)).toBeNull();
    expect(namingAt("@a\nb", 4)).toBeNull();
  });

  it("finds by the beginning, then by pinyin, then inside", () => {
    expect(completions("小", people)).toEqual([ming, liang]);
    expect(completions("xm", people)).toEqual([ming, liang]);
    expect(completions("fox", people)).toEqual([fox]);
    expect(completions("zz", people)).toEqual([]);
  });

  it("knows the initials of pinyin", () => {
    expect(initials("听雨的茶客")).toBe("tydck");
    expect(initials("山间清风")).toBe("sjqf");
    expect(initials("Theo阿青")).toBe("Theoaq");
  });
});

it("survives a name of signs alone", () => {
  expect(nameAt("★ hi", 0, [{ id: 1, name: "★" }])).toBeNull();
});
