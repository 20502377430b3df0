import katex from "katex";
import { describe, expect, it } from "vitest";
import { settings } from "../../src/text/typeset";

/** The half of a formula that KaTeX writes with attributes: its own styles are set through the CSSOM. */
const mathml = (text: string, display = false): string =>
  katex.renderToString(text, { ...settings(display), output: "mathml" });

describe("a formula", () => {
  it.each([
    "\\pmb{x}",
    "\\fcolorbox{red}{yellow}{y}",
    "\\boxed{z}",
    "\\color{#ff0000} x",
    "\\let\\f\\fcolorbox \\f{red}{blue}{y}",
    "\\htmlStyle{color: red}{x}",
    "\\vcenter{x} \\raisebox{1em}{y} \\rule{1em}{1em}",
  ])("writes no style attribute: %s", (text) => {
    expect(mathml(text)).not.toMatch(/ style=/);
  });

  it.each([
    "\\href{javascript:alert(1)}{x}",
    "\\url{https://a.example}",
    "\\includegraphics{https://a.example/x}",
  ])("leads and loads nothing: %s", (text) => {
    expect(mathml(text)).not.toMatch(/href=|src=|<a |<img|<mglyph/);
  });

  it("is bounded in size and in what its macros become", () => {
    expect(mathml("\\rule{1000em}{1000em}")).not.toMatch(/1000em"/);
    expect(() => mathml("\\def\\a{\\a\\a}\\a")).toThrow(/expansions/);
    expect(() => mathml("\\def\\a#1{#1#1#1#1}\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{x}}}}}}}}")).not.toThrow(
      RangeError,
    );
  });

  it.each([
    "\\color{yellow} x",
    "\\textcolor{#ffff00}{x}",
    "\\colorbox{white}{x}",
    "\\fcolorbox{red}{white}{x}",
  ])("has no colour of its own, which one theme could not show: %s", (text) => {
    const drawn = katex.renderToString(text, settings(false)).replace(/<annotation.*?<\/annotation>/, "");
    expect(drawn).toMatch(/x/);
    expect(drawn).not.toMatch(/yellow|white|red|#ff|color:/);
  });

  it("takes no macro over to the next", () => {
    mathml("\\gdef\\x{y}\\x");
    expect(() => mathml("\\x")).toThrow();
  });
});
