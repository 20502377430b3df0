import { signal } from "@preact/signals";
import type { Tone } from "./emoji";

const RECENT = "teahouse.emoji.recent";
const TONE = "teahouse.emoji.tone";
const MOST = 24;

/** Emoji used of late, newest first, as they were sent. */
export const recent = signal<readonly string[]>(keptRecent());
/** The skin tone that was chosen last. */
export const tone = signal<Tone>(keptTone());

/** Puts an emoji before all others; kept for the next visit. */
export function used(emoji: string): void {
  recent.value = [emoji, ...recent.peek().filter((other) => other !== emoji)].slice(0, MOST);
  keep(RECENT, JSON.stringify(recent.peek()));
}

export function chooseTone(chosen: Tone): void {
  tone.value = chosen;
  keep(TONE, String(chosen));
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Full or forbidden storage: it lasts as long as the page.
  }
}

function keptRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter((each): each is string => typeof each === "string" && each.length < 40).slice(0, MOST);
  } catch {
    return [];
  }
}

function keptTone(): Tone {
  try {
    const kept = Number(localStorage.getItem(TONE));
    return kept === 1 || kept === 2 || kept === 3 || kept === 4 || kept === 5 ? kept : 0;
  } catch {
    return 0;
  }
}
