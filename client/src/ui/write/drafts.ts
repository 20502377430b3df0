import type { Person } from "../../wire.gen";

/** What was being written in a room, and to whom: a whisper must never come back as a public draft. */
export interface Draft {
  text: string;
  to: Person | null;
  /** The seq of the message that it answers. */
  replyTo: number | null;
}

const EMPTY: Draft = { text: "", to: null, replyTo: null };
const PREFIX = "teahouse.draft.";
const keyOf = (room: number): string => PREFIX + room;

/** The draft kept for a room; empty if there is none or storage is forbidden. */
export function draftOf(room: number): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(room)) ?? "null") as Partial<Draft> | null;
    if (typeof kept?.text !== "string") return EMPTY;
    const to = typeof kept.to?.id === "number" && typeof kept.to.name === "string" ? kept.to : null;
    const replyTo = typeof kept.replyTo === "number" ? kept.replyTo : null;
    return { text: kept.text, to, replyTo };
  } catch {
    return EMPTY;
  }
}

/** Keeps a draft, or forgets it when nothing is in it. */
export function keepDraft(room: number, draft: Draft): void {
  try {
    const { text, to, replyTo } = draft;
    if (text === "" && !to && replyTo === null) localStorage.removeItem(keyOf(room));
    else localStorage.setItem(keyOf(room), JSON.stringify({ text, to, replyTo }));
  } catch {
    // Full or forbidden storage: the draft lives as long as the page.
  }
}

/** Forgets the drafts of all rooms but these. */
export function keepDraftsOf(rooms: readonly number[]): void {
  try {
    const kept = new Set(rooms.map(keyOf));
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX) && !kept.has(key)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/** Forgets the drafts of all rooms: whoever wrote them is not here any more. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
