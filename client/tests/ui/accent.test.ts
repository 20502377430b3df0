import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ACCENTS, accentOf, STANDS } from "../../src/looks/accent";
import { linear, luminance, luminanceOf, type Theme } from "../../src/text/colour";
import { seeded } from "../world";

const THEMES: readonly Theme[] = ["light", "dark"];
const css = readFileSync(new URL("../../src/looks/tokens.css", import.meta.url), "utf8");

const of = (hex: string): number => {
  const [, r = "", g = "", b = ""] = /^#(..)(..)(..)$/.exec(hex) ?? [];
  return luminance([linear(r), linear(g), linear(b)]);
};
const ratio = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

/** What a token of the file is in a theme. */
function token(name: string, theme: Theme): string {
  const found = new RegExp(`--${name}: light-dark\\(oklch\\(([^)]+)\\), oklch\\(([^)]+)\\)\\);`).exec(css);
  if (!found) throw new Error(`no token --${name}`);
  return String(found[theme === "light" ? 1 : 2]);
}

const random = seeded(20);
const hex = (): string =>
  `#${Math.floor(random() * 2 ** 24)
    .toString(16)
    .padStart(6, "0")}`;
const EDGES = [
  "#000000",
  "#ffffff",
  "#ff0000",
  "#00ff00",
  "#0000ff",
  "#ffff00",
  "#00ffff",
  "#ff00ff",
  "#808080",
];
const CHOSEN = [...EDGES, ...Array.from({ length: 200 }, hex)];

describe.each(THEMES)("any accent in the %s theme", (theme) => {
  const surfaces = ["paper", "sheet", "mist", "raised", "clay-wash"].map((name) => token(name, theme));

  it("is measured against the tokens as they are", () => {
    for (const surface of STANDS[theme].under) expect(surfaces).toContain(surface);
    for (const surface of surfaces) expect(STANDS[theme].under).toContain(surface);
    expect(token("on-fill", theme)).toBe(STANDS[theme].over);
    expect(token("tea-wash", theme)).toBe(STANDS[theme].wash);
  });

  it("has text on it of at least 4.5, and edges of at least 3", () => {
    for (const chosen of CHOSEN) {
      const accent = accentOf(chosen);
      for (const fill of ["tea", "tea-over"] as const) {
        const own = of(accent?.[fill][theme] ?? "");
        expect(ratio(own, luminanceOf(token("on-fill", theme))), chosen).toBeGreaterThanOrEqual(4.5);
      }
      for (const surface of [token("paper", theme), token("sheet", theme)])
        expect(ratio(of(accent?.tea[theme] ?? ""), luminanceOf(surface)), chosen).toBeGreaterThanOrEqual(3);
    }
  });

  it("is read as text on every surface, its own wash too", () => {
    for (const chosen of CHOSEN) {
      const accent = accentOf(chosen);
      const deep = of(accent?.["tea-deep"][theme] ?? "");
      for (const surface of surfaces)
        expect(ratio(deep, luminanceOf(surface)), chosen).toBeGreaterThanOrEqual(4.5);
      const wash = of(accent?.["tea-wash"][theme] ?? "");
      expect(ratio(deep, wash), chosen).toBeGreaterThanOrEqual(4.5);
      for (const ink of ["ink", "ink-2", "ink-3"])
        expect(ratio(luminanceOf(token(ink, theme)), wash), chosen).toBeGreaterThanOrEqual(
          ink === "ink" ? 7 : 4.5,
        );
    }
  });
});

it("keeps the hue where it can", () => {
  const accent = accentOf("#1c66a3");
  expect(accent?.tea.light).toBe("#1c66a3");
  expect(accent?.tea.dark).not.toBe("#1c66a3");
});

it("gives every token of an accent, and none for what is no colour", () => {
  expect(Object.keys(accentOf("#a8481f") ?? {})).toEqual([...ACCENTS]);
  for (const text of ["", "red", "#fff", "#12345g", "url(x)"]) expect(accentOf(text), text).toBeNull();
});
