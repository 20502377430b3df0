import { type Readings, readings, spells } from "../../text/pinyin";
import type { Person } from "../../wire.gen";

/** A name as it is compared: without case, marks, spaces and punctuation, in one of its Unicode forms. */
export function fold(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\p{M}\p{Z}\p{P}\p{S}\p{C}]/gu, "")
    .toLowerCase();
}

/** People whose names stand at a place of a text, and where the longest such name ends. */
export interface Named {
  people: Person[];
  end: number;
}

/**
 * The longest known name at `start` of `text`; null if none is there.
 *
 * A space after a name is optional, but a name in letters with spaces between words does not end inside a word:
 * "Jas" is not in "Jasmine", while 小明 is in 小明你好.
 */
export function nameAt(text: string, start: number, people: readonly Person[]): Named | null {
  let best: Named | null = null;
  for (const person of people) {
    const end = endOf(text, start, person.name);
    if (end === null) continue;
    if (best === null || end > best.end) best = { people: [person], end };
    else if (end === best.end && !best.people.some(({ id }) => id === person.id)) best.people.push(person);
  }
  return best;
}

function endOf(text: string, start: number, name: string): number | null {
  const wanted = fold(name);
  if (wanted === "") return null;
  const gaps = gapsOf(name);
  let seen = "";
  let at = start;
  for (const sign of text.slice(start, start + 2 * wanted.length + 64)) {
    const folded = fold(sign);
    // What is between the words of a name may be left out or written otherwise, but nothing may be put into one.
    if (folded === "" && (sign === "\n" || !gaps.has(seen.length))) return null;
    seen += folded;
    at += sign.length;
    if (seen === wanted) return insideWord(text, at) ? null : at;
    if (!wanted.startsWith(seen)) return null;
  }
  return null;
}

/** Where a name has spaces or punctuation, counted in folded characters. */
function gapsOf(name: string): Set<number> {
  const gaps = new Set<number>();
  let length = 0;
  for (const sign of name) {
    const folded = fold(sign);
    // A combining mark folds to nothing and stands after its letter.
    if (folded === "") gaps.add(length);
    length += folded.length;
  }
  return gaps;
}

const WORD_SIGN = /[\p{L}\p{N}\p{M}]/u;
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function insideWord(text: string, at: number): boolean {
  const before = text.slice(0, at).match(/.$/u)?.[0] ?? "";
  const after = text.slice(at).match(/^./u)?.[0] ?? "";
  const inWord = (sign: string): boolean => WORD_SIGN.test(sign) && !WITHOUT_SPACES.test(sign);
  return inWord(before) && inWord(after);
}

/**
 * People whose name has `query` in it, by its characters or by its pinyin; best first.
 *
 * Until the readings of the characters are there, pinyin is known by its first letters.
 */
export function completions(query: string, people: readonly Person[]): Person[] {
  const known = readings.value;
  return people
    .map((person) => ({ person, rank: rankOf(fold(query), person.name, known) }))
    .filter((found) => found.rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.person);
}

/** How well a name answers what is typed, both read with `fold`: 0 is best, Infinity is not at all. */
export function rankOf(wanted: string, name: string, known: Readings): number {
  const folded = fold(name);
  if (folded.startsWith(wanted)) return 0;
  const latin = /^[a-z0-9]+$/.test(wanted);
  const signs = [...folded];
  if (latin && (initials(folded).startsWith(wanted) || spells(wanted, signs, known))) return 1;
  if (folded.includes(wanted)) return 2;
  const inside = signs.some((sign, i) => i > 0 && known.has(sign) && spells(wanted, signs.slice(i), known));
  return latin && inside ? 3 : Infinity;
}

const pinyin = new Intl.Collator("zh-u-co-pinyin");
/** The first character of each initial letter in the order of pinyin: no table of readings is needed. */
const FIRSTS: readonly [string, string][] = [
  ["a", "阿"],
  ["b", "八"],
  ["c", "嚓"],
  ["d", "哒"],
  ["e", "妸"],
  ["f", "发"],
  ["g", "旮"],
  ["h", "哈"],
  ["j", "讥"],
  ["k", "咔"],
  ["l", "垃"],
  ["m", "妈"],
  ["n", "拏"],
  ["o", "噢"],
  ["p", "妑"],
  ["q", "七"],
  ["r", "然"],
  ["s", "仨"],
  ["t", "他"],
  ["w", "哇"],
  ["x", "夕"],
  ["y", "丫"],
  ["z", "匝"],
];

/** The first letter of the pinyin of each Chinese character; other characters stay. */
export function initials(name: string): string {
  return [...name].map((sign) => (/\p{Script=Han}/u.test(sign) ? letterOf(sign) : sign)).join("");
}

function letterOf(sign: string): string {
  let found = sign;
  for (const [letter, first] of FIRSTS) {
    if (pinyin.compare(sign, first) < 0) break;
    found = letter;
  }
  return found;
}
