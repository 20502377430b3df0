import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { colour, SURFACES, type Theme } from "../../src/text/colour";

const css = readFileSync(new URL("../../src/looks/tokens.css", import.meta.url), "utf8");
const THEMES: readonly Theme[] = ["light", "dark"];
const hex = (...parts: number[]): string => `#${parts.map((n) => n.toString(16).padStart(2, "0")).join("")}`;

/** Colours all over the cube, its corners and faces too. */
const CUBE = [0, 51, 102, 153, 204, 255];
const ALL = CUBE.flatMap((r) => CUBE.flatMap((g) => CUBE.map((b) => hex(r, g, b))));

function luminance(text: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(text.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The most and the least light of what a message stands on; a little of it is added for the rounding. */
function surface(oklch: string): number {
  const [l = 0] = oklch.split(" ").map(Number.parseFloat);
  return (l / 100) ** 3;
}

describe.each(THEMES)("an author's colour in the %s theme", (theme) => {
  it("can be read, whatever it is", () => {
    for (const text of ALL) {
      const found = colour(text, theme) ?? "";
      expect(found).toMatch(/^#[0-9a-f]{6}$/);
      for (const each of SURFACES[theme]) {
        // A surface of so little chroma has the luminance of its lightness, within 1 in 100.
        const [low = 0, high = 0] = [luminance(found), surface(each)].sort((a, b) => a - b);
        expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(4.45);
      }
    }
  });

  it("stays as it is where it can be read, and asking again changes nothing", () => {
    const plain = theme === "light" ? "#7A1020" : "#ffd0d8";
    expect(colour(plain, theme)).toBe(plain.toLowerCase());
    for (const text of ALL) expect(colour(colour(text, theme) ?? "", theme)).toBe(colour(text, theme));
  });

  it("keeps its hue", () => {
    const strongest = (text: string): number =>
      [1, 3, 5].reduce((best, at) => (part(text, at) > part(text, best) ? at : best), 1);
    const part = (text: string, at: number): number => Number.parseInt(text.slice(at, at + 2), 16);
    for (const text of ["#ff2020", "#20c020", "#3030ff"])
      expect(strongest(colour(text, theme) ?? "")).toBe(strongest(text));
  });

  it("knows the surfaces of the tokens", () => {
    const tokens = ["paper", "sheet", "mist", "raised", "tea-wash", "clay-wash"].map((name) => {
      const [, light, dark] =
        new RegExp(`--${name}: light-dark\\(oklch\\(([^)]*)\\), oklch\\(([^)]*)\\)\\)`).exec(css) ?? [];
      return theme === "light" ? light : dark;
    });
    expect(new Set(tokens)).toEqual(new Set(SURFACES[theme]));
  });
});

it("is no colour where it is none", () => {
  for (const text of ["red", "#fff", "#12345g", "", "#123456;", "var(--ink)", "#1234567"])
    expect(colour(text, "light")).toBeNull();
});
