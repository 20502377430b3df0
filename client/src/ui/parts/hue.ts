/** The class of a person's colour: stable, and far apart for people who came one after the other. */
export function hueOf(person: number): string {
  // 7 has no factor in common with 24: neighbours are 105 degrees apart, and all 24 hues are used.
  return `hue-${(((person * 7) % 24) + 24) % 24}`;
}

const KEPT = 1_000;
const initials = new Map<string, string>();
let segmenter: Intl.Segmenter | null = null;

/** The one or two characters that stand for a name: the last of a Chinese one, the first of any other. */
export function initialOf(name: string): string {
  const known = initials.get(name);
  if (known !== undefined) return known;
  if (initials.size >= KEPT) initials.clear();
  const found = chosenOf(name);
  initials.set(name, found);
  return found;
}

function chosenOf(name: string): string {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const signs = [...segmenter.segment(name)].map((s) => s.segment);
  const letters = signs.filter((sign) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(sign));
  const last = letters.at(-1);
  const chosen = last && /\p{Script=Han}/u.test(last) ? last : (letters[0] ?? signs[0] ?? "·");
  return chosen.toLocaleUpperCase();
}
