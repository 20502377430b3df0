import { signal } from "@preact/signals";

/** How each Chinese character can be read: `行` as xing, hang and heng. ü is v. */
export type Readings = ReadonlyMap<string, readonly string[]>;

/** Empty until somebody types Latin letters after an @. */
export const readings = signal<Readings>(new Map());
let loading: Promise<void> | null = null;

/** Has `readings` filled; a failure is tried again by whoever asks next. */
export function needReadings(): Promise<void> {
  loading ??= import("virtual:pinyin").then(
    (module) => {
      readings.value = readingsIn(module.default);
    },
    () => {
      // Names are still found by their characters.
      loading = null;
    },
  );
  return loading;
}

function readingsIn(syllables: string): Readings {
  const found = new Map<string, string[]>();
  for (const line of syllables.split("\n")) {
    const syllable = /^[a-z]+/.exec(line)?.[0] ?? "";
    for (const sign of line.slice(syllable.length)) {
      const known = found.get(sign);
      if (known) known.push(syllable);
      else found.set(sign, [syllable]);
    }
  }
  return found;
}

/**
 * Whether `query` spells the beginning of `name`: each character by its whole syllable or its initial, the last
 * one typed by any beginning of it; what is no Chinese character, by itself. Both folded.
 */
export function spells(query: string, name: readonly string[], known: Readings): boolean {
  // The places of the query that the characters so far can have brought one to.
  let places = new Set([0]);
  for (const sign of name) {
    const next = new Set<number>();
    for (const at of places) {
      for (const part of known.get(sign)?.flatMap(spellings) ?? [sign]) {
        const rest = query.slice(at);
        if (part.startsWith(rest)) return true;
        if (rest.startsWith(part)) next.add(at + part.length);
      }
    }
    if (next.size === 0) return false;
    places = next;
  }
  return false;
}

/** Longest first does not matter: all are tried. lü is typed lv or lu; the initial of zhang is zh or z. */
function spellings(syllable: string): string[] {
  const initial = /^[zcs]h/.exec(syllable)?.[0];
  return [
    syllable,
    syllable.charAt(0),
    ...(initial ? [initial] : []),
    ...(/^[ln]v/.test(syllable) ? [syllable.replace("v", "u")] : []),
  ];
}
