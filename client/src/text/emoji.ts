import type { Block } from "./nodes";

/** `:name:`, but not in 10:30:45, in a:b:c or among digits alone. */
const SHORTCODE = /(?<![A-Za-z0-9:]):([a-z0-9_+-]{1,40}):(?![A-Za-z0-9])/gi;

/** A text cut at what may be an emoji's name; joined, with the colons, it is the text. */
export type Coded = { kind: "text"; text: string } | { kind: "name"; name: string };

export function shortcodes(text: string): Coded[] {
  const found: Coded[] = [];
  let done = 0;
  for (const { 0: raw, 1: name = "", index } of text.matchAll(SHORTCODE)) {
    if (/^\d+$/.test(name) && name !== "100" && name !== "1234") continue;
    if (index > done) found.push({ kind: "text", text: text.slice(done, index) });
    found.push({ kind: "name", name: name.toLowerCase() });
    done = index + raw.length;
  }
  if (done < text.length) found.push({ kind: "text", text: text.slice(done) });
  return found;
}

/** One emoji (UTS 51, section 1.4.9): a flag, a keycap, or pictures joined, each with a skin tone or as emoji. */
const PICTURE =
  "(?:\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}|\\p{Emoji_Presentation}\\uFE0F?|\\p{Extended_Pictographic}\\uFE0F)";
const ONE = `(?:\\p{RI}\\p{RI}|[0-9#*]\\uFE0F?\\u20E3|${PICTURE}(?:[\\u{E0020}-\\u{E007E}]+\\u{E007F})?(?:\\u200D(?:${PICTURE}|\\p{Extended_Pictographic}))*)`;
const FEW = new RegExp(`^\\s*${ONE}(?:\\s*${ONE}){0,2}\\s*$`, "u");

/** Whether a text is one to three emoji and nothing else. */
export const isFewEmoji = (text: string): boolean => text.length <= 120 && FEW.test(text);

/** The one line of text that a body is, if it has no marks and is short enough for lone emoji. */
export function loneText(blocks: readonly Block[]): string | null {
  const [only, ...others] = blocks;
  if (only?.kind !== "paragraph" || others.length > 0) return null;
  const [node, ...more] = only.children;
  return node?.kind === "text" && more.length === 0 && node.text.length <= 160 ? node.text : null;
}

const TONES = ["\u{1F3FB}", "\u{1F3FC}", "\u{1F3FD}", "\u{1F3FE}", "\u{1F3FF}"] as const;
/** 0: none; 1 to 5: the Fitzpatrick types I–II to VI. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;

/** The emoji with a skin tone on everyone in it; only for those that have tones. */
export function toned(emoji: string, tone: Tone): string {
  const mark = TONES[tone - 1];
  if (!mark) return emoji;
  // A tone asks for the emoji's form of its own: U+FE0F before it would be superfluous (UTS 51, ED-13). The hands
  // that two people hold have theirs from the people.
  return emoji.replace(
    /(?<!\u200D)(\p{Emoji_Modifier_Base})\uFE0F?|(?<=\u200D)((?!🤝)\p{Emoji_Modifier_Base})/gu,
    `$1$2${mark}`,
  );
}
