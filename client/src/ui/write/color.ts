import { signal } from "@preact/signals";

/**
 * The colours one can write in: each can be read on every surface of the light page as it is, and is made lighter for
 * the dark one (text/colour.ts).
 */
export const COLORS = {
  clay: "#a8481f",
  amber: "#885a00",
  moss: "#536b12",
  tea: "#1b7049",
  teal: "#0f6f74",
  sky: "#1c66a3",
  iris: "#5e50c0",
  plum: "#8f3884",
  rose: "#b02f58",
} as const;

export type ColorName = keyof typeof COLORS;
export const COLOR_NAMES = Object.keys(COLORS) as readonly ColorName[];

const KEPT = "teahouse.color";
const HEX = /^#[0-9a-f]{6}$/;

/** What one's messages are written in, "#rrggbb"; null: as everyone's. */
export const ownColor = signal<string | null>(keptColor());

/** Chooses a colour for all that one says from now on, in every room; kept for the next visit. */
export function chooseColor(color: string | null): void {
  ownColor.value = color;
  try {
    if (color === null) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, color);
  } catch {
    // Forbidden storage: it lasts as long as the page.
  }
}

/** The colour that is written so: "#rrggbb", or a name of the palette in any of `names`; undefined for neither. */
export function colorOf(
  written: string,
  names: readonly Readonly<Record<ColorName, string>>[],
): string | undefined {
  const wanted = written.trim().toLowerCase();
  if (HEX.test(wanted)) return wanted;
  const found = COLOR_NAMES.find(
    (name) => name === wanted || names.some((each) => each[name].toLowerCase() === wanted),
  );
  return found && COLORS[found];
}

function keptColor(): string | null {
  try {
    const kept = localStorage.getItem(KEPT) ?? "";
    return HEX.test(kept) ? kept : null;
  } catch {
    return null;
  }
}
