import { describe, expect, it } from "vitest";
import { mentionsIn, piecesOf } from "../../src/ui/pieces";

const ming = { id: 1, name: "小明" };
const fox = { id: 3, name: "Jasmine Fox" };
const links = (text: string): string[] =>
  piecesOf(text, []).flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));

describe("links", () => {
  it("are http and https alone", () => {
    expect(links("see http://a.example/x and https://b.example")).toEqual([
      "http://a.example/x",
      "https://b.example/",
    ]);
    expect(links("javascript:alert(1) data:text/html,x file:///etc/passwd //a.example")).toEqual([]);
  });

  it("end before the sentence's punctuation and before Chinese", () => {
    expect(links("(https://a.example/b_(c)).")).toEqual(["https://a.example/b_(c)"]);
    expect(links("看https://a.example/茶，很好")).toEqual(["https://a.example/%E8%8C%B6"]);
    expect(links("https://a.example/x。后面")).toEqual(["https://a.example/x"]);
  });

  it("are not made of what is no address", () => {
    expect(links("https://")).toEqual([]);
    expect(links("https://[")).toEqual([]);
  });
});

describe("mentions", () => {
  it("are names of people known, not addresses of mail", () => {
    expect(mentionsIn("你好@小明，和 @jasmine fox", [ming, fox])).toEqual([1, 3]);
    expect(mentionsIn("mail@小明 a@b", [ming, fox])).toEqual([]);
  });

  it("are told once each, at most 50", () => {
    const crowd = Array.from({ length: 80 }, (_, id) => ({ id, name: `茶客${id}号` }));
    const text = crowd.map(({ name }) => `@${name} @${name}`).join(" ");
    expect(mentionsIn(text, crowd)).toHaveLength(50);
  });
});

it("loses nothing of a text", () => {
  const text = "<b>@小明</b>\n https://a.example/?q=1&r=2, @@小明 @ @nobody 啊 https://";
  expect(
    piecesOf(text, [ming])
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
