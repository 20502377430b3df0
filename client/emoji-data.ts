import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/**
 * `virtual:emoji/names` and `virtual:emoji/words/LANGUAGE`, made of emojibase-data at build time.
 *
 * Names: a line for each group, in it `emoji shortcode shortcode …` joined by tabs; a `+` before the emoji: it
 * has skin tones. Words: for each emoji in the same order `label|keyword|keyword …`, joined by tabs; of a
 * keyword that a label has already, nothing is kept.
 */
export const NEWEST_VERSION = 15.1; // Of 2023: what is newer is an empty box on many systems.

const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9];
const FOLDERS: Record<string, string> = { en: "en", "zh-CN": "zh" };
const PREFIX = "virtual:emoji/";

interface Emoji {
  emoji: string;
  text: string;
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: { emoji: string; tone: number | number[] }[];
}

function read<T>(path: string): T {
  return JSON.parse(
    readFileSync(new URL(`node_modules/emojibase-data/${path}.json`, import.meta.url), "utf8"),
  );
}

/** All emoji of a language that the picker shows, in its order. */
export function emojiOf(folder: string): Emoji[] {
  return read<Emoji[]>(`${folder}/data`)
    .map((each) => ({ ...each, emoji: qualified(each.emoji) }))
    .filter(({ group, version }) => GROUPS.includes(group ?? -1) && version <= NEWEST_VERSION)
    .sort(
      (a, b) =>
        GROUPS.indexOf(a.group ?? -1) - GROUPS.indexOf(b.group ?? -1) || (a.order ?? 0) - (b.order ?? 0),
    );
}

/** U+FE0F only where it is needed (UTS 51, ED-18a): 👍 of one keyboard is the 👍 of another. */
const qualified = (emoji: string): string => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");

function names(): string {
  const github = read<Record<string, string | string[]>>("en/shortcodes/github");
  const own = read<Record<string, string | string[]>>("en/shortcodes/emojibase");
  const all = emojiOf("en");
  return GROUPS.map((wanted) =>
    all
      .filter(({ group }) => group === wanted)
      .map(({ emoji, hexcode, skins }) => {
        const codes = new Set([own[hexcode] ?? [], github[hexcode] ?? []].flat());
        return [`${skins ? "+" : ""}${emoji}`, ...codes].join(" ");
      })
      .join("\t"),
  ).join("\n");
}

function words(folder: string): string {
  return emojiOf(folder)
    .map(({ label, tags = [] }) => {
      const known = label.toLowerCase();
      const more = tags.filter((tag) => !known.includes(tag.toLowerCase()) && !/[|\t]/.test(tag));
      return [label, ...more].join("|");
    })
    .join("\t");
}

/** The plugin for Vite and Vitest. */
export function emojiData(): Plugin {
  return {
    name: "emoji-data",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const asked = id.slice(PREFIX.length + 1);
      if (asked === "names") return `export default ${JSON.stringify(names())};`;
      const folder = FOLDERS[asked.replace("words/", "")];
      return folder ? `export default ${JSON.stringify(words(folder))};` : undefined;
    },
  };
}
