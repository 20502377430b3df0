import { recent } from "./emoji-recent";
import { type Emoji, emojiTable } from "./emoji-table";

/** How well an emoji answers a query; 0 is best, Infinity is not at all. */
function rank(emoji: Emoji, query: string): number {
  const { names } = emoji;
  const label = emoji.label.toLowerCase();
  if (emoji.emoji === query || names.includes(query) || label === query) return 0;
  if (names.some((name) => name.startsWith(query)) || label.startsWith(query)) return 1;
  if (emoji.keywords.includes(query)) return 2;
  const begins = (text: string): boolean => text.split(/[ _-]/).some((word) => word.startsWith(query));
  if ([label, ...names, ...emoji.keywords].some(begins)) return 3;
  // Chinese has no spaces between its words, so a word may be anywhere; of Latin letters that finds too much.
  const anywhere = /[^\x20-\x7e]/.test(query) || query.length > 3;
  return anywhere && [label, ...names, ...emoji.keywords].some((text) => text.includes(query)) ? 4 : Infinity;
}

/** The emoji that answer every word of a query, best first, those used of late before others as good. */
export function search(table: readonly Emoji[], query: string, most: number): Emoji[] {
  const words = query
    .toLowerCase()
    .split(/[\s:：]+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const joined = words.join("_");
  const used = recent.peek();
  const usedAt = (emoji: Emoji): number => {
    const at = used.indexOf(emoji.emoji);
    return at < 0 ? used.length : at;
  };
  return table
    .map((emoji) => {
      const worst = Math.max(...words.map((word) => rank(emoji, word)));
      return { emoji, rank: Math.min(worst, rank(emoji, joined)), used: usedAt(emoji) };
    })
    .filter((found) => found.rank < Infinity)
    .sort((a, b) => a.rank - b.rank || a.used - b.used)
    .slice(0, most)
    .map((found) => found.emoji);
}

/** What the composer offers for `:query`: at most `most`, none where the emoji cannot be fetched. */
export async function emojiCompletions(
  query: string,
  most = 8,
): Promise<{ emoji: string; name: string; label: string }[]> {
  try {
    const found = search(await emojiTable(), query, most);
    return found.map(({ emoji, names, label }) => ({ emoji, name: names[0] ?? label, label }));
  } catch {
    return [];
  }
}
