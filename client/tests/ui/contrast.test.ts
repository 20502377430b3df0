import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hueOf } from "../../src/ui/parts/hue";

type Theme = "light" | "dark";
type Rgb = readonly [number, number, number];
const THEMES: readonly Theme[] = ["light", "dark"];
const HUES = Array.from({ length: 24 }, (_, i) => i * 15);

const read = (name: string): string =>
  readFileSync(new URL(`../../src/looks/${name}`, import.meta.url), "utf8");
const tokens = declarations(read("tokens.css"));
const people = declarations(read("hues.css"));
const code = declarations(read("code.css"));

/** `--name: light-dark(oklch(a), oklch(b));` as one oklch a theme. */
function declarations(css: string): Map<string, Record<Theme, string>> {
  const found = css.matchAll(
    /^\s*--([\w-]+): light-dark\(oklch\(([^)]*(?:\([^)]*\))?[^)]*)\), oklch\((.*)\)\);$/gm,
  );
  return new Map(
    [...found].map(([, name, light, dark]) => [String(name), { light: String(light), dark: String(dark) }]),
  );
}

/** CSS Color 4, section 10.9, "Sample code for Color Conversions": OKLCH to linear sRGB, clipped to the gamut. */
function linear(oklch: string, hue = 0): Rgb {
  const [l = 0, c = 0, h = 0] = oklch
    .replace("var(--hue)", String(hue))
    .split(/\s+/)
    .map((part) => (part.endsWith("%") ? Number.parseFloat(part) / 100 : Number.parseFloat(part)));
  const angle = (h * Math.PI) / 180;
  const a = c * Math.cos(angle);
  const b = c * Math.sin(angle);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    clip(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    clip(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ];
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: Rgb, other: Rgb): number {
  const light = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [low = 0, high = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function colour(name: string, theme: Theme, hue = 0): Rgb {
  const found = tokens.get(name) ?? people.get(name) ?? code.get(name);
  if (!found) throw new Error(`no token --${name}`);
  return linear(found[theme], hue);
}

const SURFACES = ["paper", "sheet", "mist", "raised", "tea-wash", "clay-wash"];

describe.each(THEMES)("the %s theme", (theme) => {
  const between = (one: string, other: string, hue = 0): number =>
    contrast(colour(one, theme, hue), colour(other, theme, hue));

  it("knows black on white", () => {
    expect(contrast(linear("0% 0 0"), linear("100% 0 0"))).toBeCloseTo(21, 1);
  });

  it.each(SURFACES)("has body text of at least 7 on %s", (surface) => {
    expect(between("ink", surface)).toBeGreaterThanOrEqual(7);
  });

  it.each(SURFACES)("has secondary text of at least 4.5 on %s", (surface) => {
    expect(between("ink-2", surface)).toBeGreaterThanOrEqual(4.5);
    expect(between("ink-3", surface)).toBeGreaterThanOrEqual(4.5);
  });

  it("has accents of at least 4.5", () => {
    for (const surface of ["paper", "sheet", "clay-wash"])
      expect(between("clay", surface)).toBeGreaterThanOrEqual(4.5);
    for (const surface of ["clay-wash", "sheet", "paper"]) {
      expect(between("clay-deep", surface)).toBeGreaterThanOrEqual(4.5);
      expect(between("tea-deep", surface)).toBeGreaterThanOrEqual(4.5);
    }
    expect(between("tea-deep", "tea-wash")).toBeGreaterThanOrEqual(4.5);
    for (const fill of ["tea", "tea-over", "clay", "clay-over"])
      expect(between("on-fill", fill)).toBeGreaterThanOrEqual(4.5);
  });

  it("has edges of controls of at least 3 (WCAG 2.2, 1.4.11)", () => {
    for (const surface of ["paper", "sheet"]) {
      expect(between("edge", surface)).toBeGreaterThanOrEqual(3);
      expect(between("tea", surface)).toBeGreaterThanOrEqual(3);
    }
  });

  it.each([...code.keys()])("has code of at least 4.5 in --%s", (name) => {
    for (const surface of ["mist", "sheet"]) expect(between(name, surface)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(HUES)("has a readable name and tile at hue %i", (hue) => {
    for (const surface of ["sheet", "paper", "clay-wash"]) {
      expect(contrast(colour("name", theme, hue), colour(surface, theme))).toBeGreaterThanOrEqual(4.5);
    }
    expect(between("on-badge", "badge", hue)).toBeGreaterThanOrEqual(4.5);
  });
});

it("has text and edges that are seen around a large picture, which stands on dark in both themes", () => {
  const on = (name: string, surface: string): number =>
    contrast(colour(name, "dark"), colour(surface, "dark"));
  expect(tokens.get("dusk")?.light).toBe(tokens.get("dusk")?.dark);
  expect(tokens.get("behind")?.light).toBe(tokens.get("behind")?.dark);
  expect(on("ink", "dusk")).toBeGreaterThanOrEqual(7);
  for (const surface of ["dusk", "raised", "tea-wash"])
    expect(on("ink-2", surface)).toBeGreaterThanOrEqual(4.5);
  for (const edge of ["edge", "tea"]) expect(on(edge, "dusk")).toBeGreaterThanOrEqual(3);
  for (const drawn of ["0% 0 0", "100% 0 0"])
    expect(contrast(linear(drawn), colour("behind", "dark"))).toBeGreaterThanOrEqual(3);
});

it("knows every colour of code", () => {
  expect(code.size).toBe(8);
});

it("gives every hue a class and every person one of them", () => {
  const css = read("hues.css");
  for (const [i, hue] of HUES.entries()) expect(css).toContain(`.hue-${i} {\n  --hue: ${hue};`);
  const used = new Set(Array.from({ length: 24 }, (_, id) => hueOf(id)));
  expect(used.size).toBe(24);
  expect(hueOf(2 ** 53 - 1)).toMatch(/^hue-\d+$/);
});
