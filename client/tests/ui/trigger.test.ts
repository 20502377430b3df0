import { describe, expect, it } from "vitest";
import { commandsFor, meansAll, peopleFor } from "../../src/ui/write/suggestions";
import { triggerAt } from "../../src/ui/write/trigger";

const at = (text: string, plain = false) => triggerAt(text, text.length, plain);

describe("what is completed at the caret", () => {
  it("is a person after an @", () => {
    expect(at("问问 @xm")).toEqual({ kind: "person", start: 3, query: "xm", eager: true });
    expect(triggerAt("@小 你好", 2, false)).toMatchObject({ kind: "person", start: 0, query: "小" });
  });

  it("is an emoji after a colon and two letters", () => {
    expect(at("来 :te")).toEqual({ kind: "emoji", start: 2, query: "te", eager: true });
    expect(at(":茶")).toMatchObject({ kind: "emoji", start: 0, query: "茶", eager: true });
    expect(at("好:+1")).toMatchObject({ kind: "emoji", query: "+1" });
  });

  it("is nothing after other colons", () => {
    for (const text of [":", ":t", ":D", "10:30", "http:tea", "a::te", "他说：好的", ":te ", ":te:"])
      expect(at(text), text).toBeNull();
  });

  it("is not taken by Enter where a colon is likely to be one", () => {
    expect(at("注意:ok")).toMatchObject({ kind: "emoji", eager: false });
    expect(at("他说 :好的")).toMatchObject({ kind: "emoji", eager: false });
  });

  it("is a command, and then what it takes", () => {
    expect(at("/")).toMatchObject({ kind: "command", query: "" });
    expect(at("/ni")).toMatchObject({ kind: "command", query: "ni" });
    expect(at("/w 小")).toMatchObject({ kind: "argument", start: 3, query: "小" });
    expect(at("/dm @小")).toMatchObject({ kind: "argument", start: 5, query: "小" });
    expect(at("/join ")).toMatchObject({ kind: "argument", query: "" });
    expect(at("/me @小")).toMatchObject({ kind: "person", query: "小" });
    expect(at("茶 /ni")).toBeNull();
  });

  it("is no command in a text that is edited", () => {
    expect(at("/ni", true)).toBeNull();
    expect(at("/w @小", true)).toMatchObject({ kind: "person" });
  });
});

describe("the people offered", () => {
  const away = { id: 1, name: "小明" };
  const present = { id: 2, name: "很小的人" };
  const found = { id: 3, name: "小小" };
  const names = (query: string) =>
    peopleFor(query, [away, present], new Set([2]), [found, away]).flatMap((each) =>
      each.kind === "person" ? [each.person.name] : [],
    );

  it("are those here, then those heard, then those the server knows, each once", () => {
    expect(names("小")).toEqual(["很小的人", "小明", "小小"]);
  });

  it("are none once a name is written out and left", () => {
    expect(names("小明")).toEqual(["小明"]);
    expect(names("小明 ")).toEqual([]);
  });
});

describe("everyone", () => {
  it("can be meant by the beginning of any of their names", () => {
    for (const query of ["", "a", "all", "所", "所有人", "大", "sy", "ev"])
      expect(meansAll(query), query).toBe(true);
    for (const query of ["小", "all ", "alle", "x"]) expect(meansAll(query), query).toBe(false);
  });
});

describe("the commands offered", () => {
  const names = (query: string) =>
    commandsFor(query).flatMap((each) => (each.kind === "command" ? [each.command.name] : []));

  it("are all at first, then those that begin so, by name before alias", () => {
    expect(names("").length).toBeGreaterThan(10);
    expect(names("n")).toEqual(["nick"]);
    expect(names("改")).toEqual(["nick"]);
    expect(names("un")).toEqual(["unignore"]);
  });

  it("are none once one is written out", () => {
    expect(names("nick")).toEqual([]);
  });
});
