import { afterEach, describe, expect, it } from "vitest";
import { chooseLanguage, language, stringsOf } from "../../src/i18n/language";

interface Words {
  tea: string;
}

/** An area whose words come when they are let. */
function area() {
  const asked: string[] = [];
  let broken = false;
  const source = (id: string, tea: string) => async (): Promise<Words> => {
    asked.push(id);
    if (broken) throw new TypeError("no answer");
    return { tea };
  };
  const words = stringsOf<Words>({ en: source("en", "tea"), "zh-CN": source("zh-CN", "茶") });
  return {
    words,
    asked,
    fail(on: boolean) {
      broken = on;
    },
  };
}

afterEach(() => chooseLanguage("en"));

describe("the strings of an area", () => {
  it("are fetched for the shown language alone, once", async () => {
    const { words, asked } = area();
    await words.load();
    await words.load();
    expect([asked, words.strings.value.tea]).toEqual([["en"], "tea"]);
  });

  it("are here in the other language before that is shown", async () => {
    const { words, asked } = area();
    await words.load();
    const seen: string[] = [];
    const stop = words.strings.subscribe(({ tea }) => seen.push(tea));
    expect(await chooseLanguage("zh-CN")).toBe(true);
    stop();
    expect([asked, seen]).toEqual([
      ["en", "zh-CN"],
      ["tea", "茶"],
    ]);
  });

  it("leave the screen as it is where the other language does not come, and are asked for again", async () => {
    const { words, fail } = area();
    await words.load();
    fail(true);
    expect([await chooseLanguage("zh-CN"), language.value, words.strings.value.tea]).toEqual([
      false,
      "en",
      "tea",
    ]);
    fail(false);
    expect(await chooseLanguage("zh-CN")).toBe(true);
    expect(words.strings.value.tea).toBe("茶");
  });

  it("are English made longer in the pseudo-language", async () => {
    const { words, asked } = area();
    await words.load();
    await chooseLanguage("pseudo");
    expect(words.strings.value.tea.length).toBeGreaterThan(3);
    expect(asked).toEqual(["en", "en"]);
  });

  it("cannot be read before they are here", () => {
    expect(() => area().words.strings.value).toThrow("before they are loaded");
  });
});
