import { recent } from "../../text/emoji-recent";

const USUAL = ["👍", "❤️", "😂", "🎉", "🍵", "🙏", "👀"];

/** So many emoji for a quick reaction: one's own of late, then the usual ones. */
export function quickEmoji(count: number): readonly string[] {
  return [...new Set([...recent.value, ...USUAL])].slice(0, count);
}
