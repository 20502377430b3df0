/** The two lights of the page. */
export type Theme = "light" | "dark";
/** Linear light, 0 to 1 each. */
export type Rgb = readonly [number, number, number];

/** WCAG 2.2, 1.4.3: the least contrast of text. */
const LEAST = 4.5;

/**
 * What a message may stand on, as in looks/tokens.css: the sheet's lightest and darkest surfaces, the whisper's
 * bubble among them. A test compares them with that file.
 */
export const SURFACES: Readonly<Record<Theme, readonly string[]>> = {
  light: ["98.2% 0.008 95", "99.5% 0.004 95", "95.8% 0.011 105", "95% 0.028 150", "95.8% 0.022 60"],
  dark: [
    "19.5% 0.012 155",
    "22.5% 0.012 155",
    "25.5% 0.014 155",
    "31.5% 0.016 155",
    "29.5% 0.035 157",
    "28.5% 0.028 50",
  ],
};

/**
 * The author's colour as it can be read in a theme: of the same hue, as light or dark as it has to be.
 *
 * `text` is "#rrggbb", and so is the answer; null for anything else.
 */
export function colour(text: string, theme: Theme): string | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!hex) return null;
  const [, r = "", g = "", b = ""] = hex;
  const wanted: Rgb = [linear(r), linear(g), linear(b)];
  if (reads(wanted, theme)) return text.toLowerCase();
  const [lightness, chroma, hue] = oklch(wanted);
  const step = theme === "light" ? -0.004 : 0.004;
  for (let l = lightness; l >= 0 && l <= 1; l += step) {
    const found = rounded(inGamut(l, chroma, hue));
    if (reads(found.rgb, theme)) return found.hex;
  }
  return theme === "light" ? "#000000" : "#ffffff";
}

function reads(rgb: Rgb, theme: Theme): boolean {
  const own = luminance(rgb);
  return luminances[theme].every((other) => {
    const [low, high] = own < other ? [own, other] : [other, own];
    return (high + 0.05) / (low + 0.05) >= LEAST;
  });
}

/** Less chroma until sRGB has the colour: the hue stays (CSS Color 4, 13.2). */
export function inGamut(l: number, c: number, h: number): Rgb {
  let low = 0;
  let high = c;
  if (fits(fromOklch(l, c, h))) return fromOklch(l, c, h);
  for (let i = 0; i < 12; i += 1) {
    const middle = (low + high) / 2;
    if (fits(fromOklch(l, middle, h))) low = middle;
    else high = middle;
  }
  return fromOklch(l, low, h).map((part) => Math.min(1, Math.max(0, part))) as unknown as Rgb;
}

const fits = (rgb: Rgb): boolean => rgb.every((part) => part >= -1e-4 && part <= 1 + 1e-4);

/** As the eight bits of a part show it. */
export function rounded(rgb: Rgb): { rgb: Rgb; hex: string } {
  const parts = rgb.map((part) => {
    const clipped = Math.min(1, Math.max(0, part));
    const encoded = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, "0");
  });
  return { rgb: parts.map(linear) as unknown as Rgb, hex: `#${parts.join("")}` };
}

/** One part of "#rrggbb" in linear light (CSS Color 4, 10.1). */
export function linear(hex: string): number {
  const part = Number.parseInt(hex, 16) / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** WCAG 2.2, "relative luminance". */
export const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** The luminance of what tokens.css writes as `oklch(…)`. */
export function luminanceOf(surface: string): number {
  const [l = 0, c = 0, h = 0] = surface.split(" ").map(Number.parseFloat);
  return luminance(inGamut(l / 100, c, h));
}

const luminances: Readonly<Record<Theme, readonly number[]>> = {
  light: SURFACES.light.map(luminanceOf),
  dark: SURFACES.dark.map(luminanceOf),
};

/** Linear sRGB to OKLCH (CSS Color 4, 10.9, "Sample code for Color Conversions"); hue in degrees. */
export function oklch([r, g, b]: Rgb): readonly [number, number, number] {
  const x = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const y = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const z = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * x + 0.793617785 * y - 0.0040720468 * z;
  const a = 1.9779984951 * x - 2.428592205 * y + 0.4505937099 * z;
  const d = 0.0259040371 * x + 0.7827717662 * y - 0.808675766 * z;
  return [l, Math.hypot(a, d), (Math.atan2(d, a) * 180) / Math.PI];
}

/** As above, the other way. */
function fromOklch(l: number, c: number, h: number): Rgb {
  const angle = (h * Math.PI) / 180;
  const a = c * Math.cos(angle);
  const b = c * Math.sin(angle);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
}
