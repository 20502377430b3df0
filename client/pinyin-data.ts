import type { Plugin } from "vite";

/**
 * `virtual:pinyin`, made of pinyin-pro at build time: for each syllable a line, itself and all characters that are
 * read so; ü is written v.
 *
 * The characters are those of Unicode's first block of ideographs: names have rarer ones than texts have. Without
 * tones and words it is a third of what the library itself would weigh in the page.
 */
const ID = "virtual:pinyin";
const FIRST = 0x4e00;
const LAST = 0x9fff;

async function syllables(): Promise<string> {
  // Loaded here, because only one piece of the build and a few tests need it.
  const { polyphonic } = await import("pinyin-pro");
  const found = new Map<string, string>();
  for (let code = FIRST; code <= LAST; code += 1) {
    const sign = String.fromCodePoint(code);
    const readings = polyphonic(sign, { toneType: "none", type: "array" }).flat();
    for (const reading of new Set(readings.map((each) => each.replaceAll("ü", "v")))) {
      if (/^[a-z]+$/.test(reading)) found.set(reading, (found.get(reading) ?? "") + sign);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reading, signs]) => reading + signs)
    .join("\n");
}

/** The plugin for Vite and Vitest. */
export function pinyinData(): Plugin {
  return {
    name: "pinyin-data",
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    async load(id) {
      if (id !== `\0${ID}`) return undefined;
      return `export default ${JSON.stringify(await syllables())};`;
    },
  };
}
