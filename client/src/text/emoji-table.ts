import { signal } from "@preact/signals";
import { type Language, language } from "../i18n/language";

/** An emoji as the picker and the completion know it. */
export interface Emoji {
  emoji: string;
  /** The index into the picker's groups. */
  group: number;
  hasTones: boolean;
  /** Names between colons, the best first; the same in every language. */
  names: readonly string[];
  /** What it is called in the page's language, and its keywords there, in lower case. */
  label: string;
  keywords: readonly string[];
}

/** The emoji of every `:name:`; empty until a text has needed it. */
export const byName = signal<ReadonlyMap<string, string>>(new Map());

let namesLoading: Promise<string> | null = null;
const tables = new Map<Language, Promise<readonly Emoji[]>>();

/** Fetches the names once; a failure is tried again by whoever asks next. */
function loadNames(): Promise<string> {
  namesLoading ??= import("virtual:emoji/names").then(
    (module) => module.default,
    (error: unknown) => {
      namesLoading = null;
      throw error;
    },
  );
  return namesLoading;
}

/** Has `byName` filled; called by what draws a `:name:`. */
export function needNames(): void {
  if (byName.peek().size > 0) return;
  loadNames().then(
    (text) => {
      if (byName.peek().size === 0) byName.value = namesIn(text);
    },
    () => {
      // The name between its colons stays, which is what was typed.
    },
  );
}

function namesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of text.split(/[\t\n]/)) {
    const [emoji = "", ...names] = entry.split(" ");
    for (const name of names) if (!found.has(name)) found.set(name, emoji.replace("+", ""));
  }
  return found;
}

/** All emoji with names and the words of the page's language. Rejects where they cannot be fetched. */
export function emojiTable(): Promise<readonly Emoji[]> {
  const wanted = language.peek();
  const known = tables.get(wanted);
  if (known) return known;
  const words = wanted === "zh-CN" ? import("virtual:emoji/words/zh-CN") : import("virtual:emoji/words/en");
  const table = Promise.all([loadNames(), words]).then(([names, module]) => tableOf(names, module.default));
  tables.set(wanted, table);
  table.catch(() => tables.delete(wanted));
  return table;
}

/** Puts the two files together; their formats are told in emoji-data.ts. */
export function tableOf(names: string, words: string): readonly Emoji[] {
  const labels = words.split("\t");
  const table: Emoji[] = [];
  for (const [group, line] of names.split("\n").entries()) {
    for (const entry of line.split("\t")) {
      const [mark = "", ...codes] = entry.split(" ");
      const [label = "", ...keywords] = (labels[table.length] ?? "").split("|");
      table.push({
        emoji: mark.replace("+", ""),
        group,
        hasTones: mark.startsWith("+"),
        names: codes,
        label,
        keywords: keywords.map((word) => word.toLowerCase()),
      });
    }
  }
  return table;
}
