import { describe, expect, it } from "vitest";
import { addressAt, allowed, feigned, tells } from "../../src/text/links";

it("leads to http, https and mailto alone", () => {
  expect(allowed("HTTPS://A.example/茶")).toBe("https://a.example/%E8%8C%B6");
  expect(allowed("mailto:a@b.example")).toBe("mailto:a@b.example");
  for (const address of [
    "javascript:alert(1)",
    " https://a.example",
    "https:a.example",
    "//a.example",
    "/a",
    "a",
    "",
    "https://",
    "data:text/html,x",
    "java\nscript:alert(1)",
    "blob:https://a.example/x",
    "vbscript:x",
  ])
    expect(allowed(address), address).toBeNull();
});

it("ends an address before what is the sentence's", () => {
  const typed = (text: string): string | undefined => addressAt(text)?.typed;
  expect(typed("https://a.example/x).")).toBe("https://a.example/x");
  expect(typed("https://a.example/(x)).")).toBe("https://a.example/(x)");
  expect(typed("https://a.example。后面")).toBe("https://a.example");
  expect(typed("https://a.example”")).toBe("https://a.example");
  expect(typed("a@b.example.")).toBe("a@b.example");
  expect(typed("a@b")).toBeUndefined();
});

it("knows when a text tells where it leads", () => {
  expect(tells("https://a.example/茶", "https://a.example/%E8%8C%B6")).toBe(true);
  expect(tells("A.example", "https://a.example/")).toBe(true);
  expect(tells("a@b.example", "mailto:a@b.example")).toBe(true);
  expect(tells("茶", "https://a.example/")).toBe(false);
  expect(tells("https://a.example/%E8%8C", "https://a.example/%E8%8C")).toBe(true);
});

describe("a link that feigns another host", () => {
  it.each([
    ["https://bank.example", "https://thief.example/", "thief.example"],
    ["bank.example/login", "https://bank.example.thief.example/", "bank.example.thief.example"],
    ["请看 www.bank.example", "https://thief.example/", "thief.example"],
    ["a@bank.example", "mailto:a@thief.example", "thief.example"],
    ["bank.example", "https://www.bank.example/", null],
    ["茶", "https://thief.example/", null],
    ["README.md 第 1.5 版", "https://a.example/", "a.example"],
  ])("%s to %s", (text, href, host) => expect(feigned(text, href)).toBe(host));
});
