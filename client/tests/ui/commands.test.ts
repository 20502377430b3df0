import { describe, expect, it } from "vitest";
import { en } from "../../src/i18n/en";
import { zhCN } from "../../src/i18n/zh-CN";
import { colour } from "../../src/text/colour";
import { COLOR_NAMES, COLORS, colorOf } from "../../src/ui/write/color";
import { COMMANDS, commandNamed, peopleIn, slashOf } from "../../src/ui/write/commands";
import { goingOf } from "../../src/ui/write/going";

const ming = { id: 1, name: "小明" };
const fox = { id: 2, name: "Jasmine Fox" };
const known = [ming, fox];
const going = (text: string, picked: typeof ming | null = null) => goingOf(text, picked, "whisper", known);

describe("a text with a slash before it", () => {
  it("is a command by its name, by another name, and in any case", () => {
    expect(slashOf("/nick 茶客")).toMatchObject({ kind: "command", command: { name: "nick" }, rest: "茶客" });
    expect(slashOf("/改名 茶客")).toMatchObject({ kind: "command", command: { name: "nick" } });
    expect(slashOf("/BACK")).toMatchObject({ kind: "command", command: { name: "back" }, rest: "" });
    expect(slashOf("/away\n去吃饭")).toMatchObject({ command: { name: "away" }, rest: "去吃饭" });
  });

  it("is text where it is a path, a fraction or nothing", () => {
    for (const text of ["/usr/bin/env", "/", "/ 这个", "1/2", "/100 分", "a /nick b", " /nick b"])
      expect(slashOf(text), text).toEqual({ kind: "none" });
  });

  it("is not sent where nobody knows the command", () => {
    expect(going("/foo 一下")).toEqual({ kind: "unknown", name: "foo" });
    expect(going("/foo", ming)).toEqual({ kind: "unknown", name: "foo" });
  });

  it("is text after a second slash", () => {
    expect(going("//foo 一下")).toMatchObject({ kind: "message", message: { body: "/foo 一下" } });
    expect(going("//w 小明 嘘")).toMatchObject({ kind: "message", message: { body: "/w 小明 嘘" } });
    expect(going("// 注释")).toMatchObject({ kind: "message", message: { body: "// 注释" } });
  });

  it("says what somebody does", () => {
    expect(going("/me 倒茶")).toMatchObject({ kind: "message", action: true, message: { body: "倒茶" } });
    expect(going("/me 倒茶", ming)).toMatchObject({ action: true, message: { body: "倒茶", to: ming } });
    expect(going("/me")).toMatchObject({ kind: "usage", command: { name: "me" } });
    expect(going("/me 敬 @小明 一杯")).toMatchObject({ message: { mentions: [1] } });
  });

  it("shrugs with and without words", () => {
    expect(going("/shrug 谁知道")).toMatchObject({ message: { body: "谁知道 ¯\\_(ツ)_/¯" }, action: false });
    expect(going("/shrug")).toMatchObject({ message: { body: "¯\\_(ツ)_/¯" }, bare: false });
  });

  it("whispers after /w, and asks whom where nobody is named", () => {
    expect(going("/w 小明 嘘")).toMatchObject({ kind: "message", message: { body: "嘘", to: ming } });
    expect(going("/悄悄话 小明 嘘")).toMatchObject({ kind: "message", message: { to: ming } });
    expect(going("/w")).toMatchObject({ kind: "usage" });
    expect(going("/w 过客 嘘")).toMatchObject({ kind: "unclear" });
  });
});

describe("the table of commands", () => {
  it("has each name once, and help in both languages", () => {
    const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, takes } of COMMANDS) {
      for (const { write } of [en, zhCN]) {
        expect(write.commands[name].help).not.toBe("");
        expect(write.commands[name].takes === "", name).toBe(takes === "nothing");
      }
      expect(commandNamed(name)?.name).toBe(name);
    }
  });
});

describe("a list of people", () => {
  it("is read as far as it can be", () => {
    expect(peopleIn("小明、Jasmine Fox", known)).toEqual({ people: [ming, fox], rest: "" });
    expect(peopleIn("@小明 过客", known)).toEqual({ people: [ming], rest: "过客" });
    expect(peopleIn("小明 小明", known)).toEqual({ people: [ming], rest: "" });
  });

  it("means nobody where two are called so", () => {
    expect(peopleIn("小明", [ming, { id: 9, name: "小明" }])).toEqual({ people: [], rest: "小明" });
  });
});

describe("a colour", () => {
  const names = [en.write.colors, zhCN.write.colors];

  it("has a name in both languages, or is written as such", () => {
    expect(colorOf("sky", names)).toBe(COLORS.sky);
    expect(colorOf(" Sky ", names)).toBe(COLORS.sky);
    expect(colorOf("茶青", names)).toBe(COLORS.tea);
    expect(colorOf("#A0B0C0", names)).toBe("#a0b0c0");
    for (const wrong of ["", "#abc", "red; x", "url(x)", "toString"])
      expect(colorOf(wrong, names), wrong).toBeUndefined();
  });

  it("of the palette can be read on every light surface as it is", () => {
    for (const name of COLOR_NAMES) expect(colour(COLORS[name], "light"), name).toBe(COLORS[name]);
  });

  it("of the palette differs from all others", () => {
    expect(new Set(Object.values(COLORS)).size).toBe(COLOR_NAMES.length);
  });
});
