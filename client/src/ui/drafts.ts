import type { Person } from "../wire.gen";

/** What was being written in a room, and to whom: a whisper must never come back as a public draft. */
export interface Draft {
  text: string;
  to: Person | null;
}

const EMPTY: Draft = { text: "", to: null };
const PREFIX = "teahouse.draft.";
const keyOf = (room: number): string => PREFIX + room;

/** The draft kept for a room; empty if there is none or storage is forbidden. */
export function draftOf(room: number): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(room)) ?? "null") as Partial<Draft> | null;
    if (typeof kept?.text !== "string") return EMPTY;
    const to = typeof kept.to?.id === "number" && typeof kept.to.name === "string" ? kept.to : null;
    return { text: kept.text, to };
  } catch {
    return EMPTY;
  }
}

/** Keeps a draft, or forgets it when nothing is in it. */
export function keepDraft(room: number, draft: Draft): void {
  try {
    if (draft.text === "" && !draft.to) localStorage.removeItem(keyOf(room));
    else localStorage.setItem(keyOf(room), JSON.stringify(draft));
  } catch {
    // Full or forbidden storage: the draft lives as long as the page.
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
