import { describe, expect, it } from "vitest";
import { previewsOf } from "../../src/ui/log/previewed";

const previews = [
  { url: "https://tea.example/one", title: "One" },
  { url: "https://tea.example/", title: "Home" },
  { url: "https://xn--fsqu00a.xn--0zwm56d/%E8%8C%B6", title: "Tea" },
];
const shown = (body: string, edited = true): string[] =>
  previewsOf({ body, folded: { previews, ...(edited ? { edited_at: 5 } : {}) } }).map(({ title }) => title);

describe("previews of an edited message", () => {
  it("are those whose links it still has", () => {
    expect(shown("read https://tea.example/one#top.")).toEqual(["One"]);
    expect(shown("- **https://tea.example** and [one](https://tea.example/one)")).toEqual(["One", "Home"]);
    expect(shown("看 https://例子.测试/茶 吧")).toEqual(["Tea"]);
    expect(shown("no link")).toEqual([]);
  });

  it("do not tell what a spoiler hides, nor what is code", () => {
    expect(shown("||https://tea.example/one|| `https://tea.example/`")).toEqual([]);
  });
});

it("shows all previews of a message that was never edited", () => {
  expect(shown("whatever", false)).toEqual(["One", "Home", "Tea"]);
});
