import { describe, expect, it } from "vitest";
import { emojiOf } from "../../emoji-data";
import { isFewEmoji, loneText, shortcodes, type Tone, toned } from "../../src/text/emoji";
import { emojiCompletions, search } from "../../src/text/emoji-search";
import { byName, emojiTable, needNames, tableOf } from "../../src/text/emoji-table";
import { parse } from "../../src/text/parse";

const names = (await import("virtual:emoji/names")).default;
const zh = tableOf(names, (await import("virtual:emoji/words/zh-CN")).default);
const en = tableOf(names, (await import("virtual:emoji/words/en")).default);
const found = (table: typeof zh, query: string): string[] =>
  search(table, query, 8).map(({ emoji }) => emoji);

describe("the table", () => {
  it("has every emoji with a label in each language", () => {
    expect(zh.length).toBe(emojiOf("en").length);
    expect(en.map(({ emoji }) => emoji)).toEqual(zh.map(({ emoji }) => emoji));
    for (const { label, names, emoji } of [...zh, ...en]) {
      expect(label, emoji).not.toBe("");
      expect(names.length, emoji).toBeGreaterThan(0);
    }
    expect(en.find(({ emoji }) => emoji === "🍵")?.names).toContain("tea");
    expect(zh.find(({ emoji }) => emoji === "🍵")?.label).toMatch(/茶/);
  });

  it("makes every skin tone that Unicode has", () => {
    for (const { emoji, skins = [] } of emojiOf("en"))
      for (const skin of skins)
        if (typeof skin.tone === "number") expect(toned(emoji, skin.tone as Tone)).toBe(skin.emoji);
    expect(toned("👍", 0)).toBe("👍");
  });

  it("is that of the page's language", async () => {
    expect((await emojiTable()).length).toBe(en.length);
  });
});

describe("the search", () => {
  it("finds by Chinese, by English and by the name between colons", () => {
    expect(found(zh, "茶")).toContain("🍵");
    expect(found(zh, "笑").length).toBe(8);
    expect(found(zh, "tea")[0]).toBe("🍵");
    expect(found(en, "tea")[0]).toBe("🍵");
    expect(found(en, "thumbs up")[0]).toBe("👍");
    expect(found(en, ":+1:")[0]).toBe("👍");
    expect(found(en, "zzzz")).toEqual([]);
    expect(found(en, " ")).toEqual([]);
  });

  it("offers completions", async () => {
    expect((await emojiCompletions("te", 5)).length).toBe(5);
    expect((await emojiCompletions("tea"))[0]).toMatchObject({ emoji: "🍵", name: "tea" });
  });
});

describe("names between colons", () => {
  const told = (text: string): string =>
    shortcodes(text)
      .map((piece) => (piece.kind === "name" ? `<${piece.name}>` : piece.text))
      .join("");

  it.each([
    ["喝:tea:吧 :+1: :red_heart:", "喝<tea>吧 <+1> <red_heart>"],
    [":tea::tea:", "<tea>:tea:"],
    ["10:30:45 a:b:c ::x:: http://a:80:/", "10:30:45 a:b:c ::x:: http://a:80:/"],
    [":100: :42:", "<100> :42:"],
  ])("%s", (text, expected) => expect(told(text)).toBe(expected));

  it("are known once a text needed them", async () => {
    expect(byName.value.size).toBe(0);
    needNames();
    await import("virtual:emoji/names");
    await Promise.resolve();
    expect(byName.value.get("tea")).toBe("🍵");
    expect(byName.value.get("nobody")).toBeUndefined();
  });
});

describe("lone emoji", () => {
  it.each(["🍵", "👍🏽", "👩‍❤️‍👨", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇨🇳 🇫🇷", "1️⃣", "❤️", "🍵🍵🍵", "👨‍👩‍👧‍👦"])("are %s", (text) => {
    expect(isFewEmoji(text)).toBe(true);
  });

  it.each(["🍵🍵🍵🍵", "a🍵", "1", "©", "12", "", "🍵 好", "☺"])("are not %s", (text) => {
    expect(isFewEmoji(text)).toBe(false);
  });

  it("are every emoji of the table", () => {
    for (const { emoji } of zh) expect(isFewEmoji(emoji), emoji).toBe(true);
  });

  it("stand alone in a body", () => {
    expect(loneText(parse("🍵 :tea:"))).toBe("🍵 :tea:");
    expect(loneText(parse("**🍵**"))).toBeNull();
    expect(loneText(parse("> 🍵"))).toBeNull();
  });
});
