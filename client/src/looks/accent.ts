/** The colours of the place that follow one colour of its owner's choice, each as readable as the house's own. */
import { inGamut, linear, luminance, luminanceOf, oklch, rounded, type Theme } from "../text/colour";

/** The tokens of tokens.css that are the accent's. */
export const ACCENTS = ["tea", "tea-deep", "tea-wash", "tea-over"] as const;
export type Accent = Record<(typeof ACCENTS)[number], Record<Theme, string>>;

/** WCAG 2.2, 1.4.3: the least contrast of text; some is left for the rounding of eight bits. */
const LEAST = 4.55;
const STEP = 0.004;

/** As in looks/tokens.css, with which a test compares them: what an accent stands on, and what stands on it. */
export const STANDS: Readonly<Record<Theme, { under: readonly string[]; over: string; wash: string }>> = {
  light: {
    under: ["98.2% 0.008 95", "99.5% 0.004 95", "95.8% 0.011 105", "95.8% 0.022 60"],
    over: "99% 0.006 95",
    wash: "95% 0.028 150",
  },
  dark: {
    under: ["19.5% 0.012 155", "22.5% 0.012 155", "25.5% 0.014 155", "31.5% 0.016 155", "28.5% 0.028 50"],
    over: "20% 0.015 155",
    wash: "29.5% 0.035 157",
  },
};

/** Where the search for a lightness begins: the accent's own, but never outside of these. */
const RANGE: Readonly<Record<Theme, readonly [number, number]>> = { light: [0.3, 0.62], dark: [0.7, 0.86] };
/** How far apart they are, as in the house's own green. */
const DEEPER = 0.1;
const OVER = 0.05;

/** All that follows from "#rrggbb"; null for anything else. */
export function accentOf(text: string): Accent | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!hex) return null;
  const [, r = "", g = "", b = ""] = hex;
  const [l, c, h] = oklch([linear(r), linear(g), linear(b)]);
  const light = inTheme("light", l, c, h);
  const dark = inTheme("dark", l, c, h);
  return Object.fromEntries(
    ACCENTS.map((name) => [name, { light: light[name], dark: dark[name] }]),
  ) as unknown as Accent;
}

function inTheme(theme: Theme, own: number, c: number, h: number): Record<keyof Accent, string> {
  const { under, over, wash } = STANDS[theme];
  const away = theme === "light" ? -1 : 1;
  const [low, high] = RANGE[theme];
  const on = luminanceOf(over);
  const surfaces = under.map(luminanceOf);
  const ground = washOf(theme, wash, c, h);

  // Text stands on the fill; the fill's edge on the surfaces needs less (1.4.11), and has it by that.
  const tea = readable(Math.min(high, Math.max(low, own)), c, h, away, [on]);
  const deep = readable(tea.l + away * DEEPER, c * 0.85, h, away, [...surfaces, ground.luminance]);
  const pressed = readable(tea.l + away * OVER, c * 0.95, h, away, [on]);
  return { tea: tea.hex, "tea-deep": deep.hex, "tea-wash": ground.hex, "tea-over": pressed.hex };
}

/** A hint of the hue that is no darker (in the dark no lighter) than the house's own: all text on it stays read. */
function washOf(theme: Theme, own: string, c: number, h: number): { hex: string; luminance: number } {
  const [lightness = 0, chroma = 0] = own.split(" ").map(Number.parseFloat);
  const limit = luminanceOf(own);
  const away = theme === "light" ? 1 : -1;
  for (let l = lightness / 100; ; l += away * STEP) {
    const { hex, rgb } = rounded(inGamut(l, Math.min(c, chroma), h));
    const found = luminance(rgb);
    if (away * (found - limit) >= 0 || l > 1 || l < 0) return { hex, luminance: found };
  }
}

/** The first colour from this lightness on that is read on (or under) all of these. */
function readable(
  from: number,
  c: number,
  h: number,
  away: -1 | 1,
  others: readonly number[],
): { l: number; hex: string } {
  for (let l = from; l >= 0 && l <= 1; l += away * STEP) {
    const { hex, rgb } = rounded(inGamut(l, c, h));
    const own = luminance(rgb);
    if (others.every((other) => ratio(own, other) >= LEAST)) return { l, hex };
  }
  return away < 0 ? { l: 0, hex: "#000000" } : { l: 1, hex: "#ffffff" };
}

/** WCAG 2.2, "contrast ratio". */
const ratio = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

/** How well text is read on a fill, "#rrggbb": 1 to 21, to one decimal. */
export function contrastOnFill(fill: string, theme: Theme): number {
  const [, r = "", g = "", b = ""] = /^#(..)(..)(..)$/.exec(fill) ?? [];
  const own = luminance([linear(r), linear(g), linear(b)]);
  return Math.floor(ratio(own, luminanceOf(STANDS[theme].over)) * 10) / 10;
}
