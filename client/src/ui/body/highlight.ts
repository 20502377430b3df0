import type { Phrase } from "../find/search-query";

/** A piece of a text: what was found in it, or what stands around. */
export interface Piece {
  text: string;
  found: boolean;
}

interface Token {
  word: string;
  start: number;
  end: number;
}

const SINGLE =
  "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\uac00-\\ud7a3\\u30fc]";
const TOKEN = new RegExp(
  `(?=[\\p{L}\\p{N}])${SINGLE}[\\u3099\\u309a]?|(?:(?!${SINGLE})[\\p{L}\\p{N}\\p{M}])+`,
  "gu",
);
const ONE_SIGN = new RegExp(`^${SINGLE}[\\u3099\\u309a]?$`, "u");
/** Accents and points; not the vowels of Indic scripts, nor the marks of kana. */
const ACCENT = /(?![\u3099\u309a])[\p{M}]/gu;
const ACCENTED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]/u;

/** The words of a text as search knows them: letters and digits, without case, width and accents; single CJK. */
function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map(({ 0: sign, index }) => ({
    word: reduced(sign),
    start: index,
    end: index + sign.length,
  }));
}

function reduced(sign: string): string {
  const bare = sign.normalize("NFKD").toLowerCase();
  return (ACCENTED.test(bare) ? bare.replace(ACCENT, "") : bare).normalize("NFKC").replaceAll("ß", "ss");
}

/** The text cut where phrases stand in it; joined, the pieces are the text. */
export function piecesOf(text: string, phrases: readonly Phrase[]): Piece[] {
  const tokens = tokensOf(text);
  const marked = new Uint8Array(text.length);
  for (const phrase of phrases) {
    const words = tokensOf(phrase.text).map(({ word }) => word);
    const last = words.at(-1) ?? "";
    const goesOn = !phrase.exact && last.length > 1 && !ONE_SIGN.test(last);
    if (words.length === 0) continue;
    for (let at = 0; at + words.length <= tokens.length; at += 1) {
      if (!standsAt(tokens, at, words, goesOn)) continue;
      const end = tokens[at + words.length - 1];
      marked.fill(1, tokens[at]?.start ?? 0, end && goesOn ? end.start + within(text, end, last) : end?.end);
    }
  }
  return cut(text, marked);
}

function standsAt(tokens: readonly Token[], at: number, words: readonly string[], goesOn: boolean): boolean {
  return words.every((word, i) => {
    const there = tokens[at + i]?.word ?? "";
    return goesOn && i === words.length - 1 ? there.startsWith(word) : there === word;
  });
}

/** How much of a longer word is what was typed; all of it where the two are not of the same length. */
function within(text: string, { start, end, word }: Token, typed: string): number {
  const length = end - start;
  return word.length === length && text.slice(start, end).length >= typed.length ? typed.length : length;
}

function cut(text: string, marked: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + 1;
    while (end < text.length && marked[end] === marked[start]) end += 1;
    pieces.push({ text: text.slice(start, end), found: marked[start] === 1 });
    start = end;
  }
  return pieces;
}

/** Characters before the first find, and in all, of an excerpt. */
const BEFORE = 28;
const MOST = 180;

/** The pieces of a long text around its first find, with an ellipsis where something was left out. */
export function excerptAround(text: string, phrases: readonly Phrase[]): Piece[] {
  const whole = piecesOf(text, phrases);
  const first = whole[0]?.found ? 0 : (whole[0]?.text.length ?? 0);
  const from = whole.length > 1 && first > BEFORE ? boundary(text, first - BEFORE) : 0;
  const to = boundary(text, Math.min(text.length, from + MOST));
  const pieces: Piece[] = from > 0 ? [{ text: "…", found: false }] : [];
  let at = 0;
  for (const piece of whole) {
    const kept = piece.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += piece.text.length;
    if (kept !== "") pieces.push({ text: kept, found: piece.found });
  }
  if (to < text.length) pieces.push({ text: "…", found: false });
  return pieces;
}

/** Not between the halves of a surrogate pair. */
const boundary = (text: string, at: number): number =>
  /[\udc00-\udfff]/.test(text.charAt(at)) && at > 0 ? at - 1 : at;
