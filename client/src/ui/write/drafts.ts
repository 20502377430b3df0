import type { Person } from "../../wire.gen";
import type { Mode } from "./address";

/** What was being written in a room, and to whom: a whisper must never come back as a public draft. */
export interface Draft {
  text: string;
  to: Person | null;
  /** How `to` is addressed. */
  mode: Mode;
  /** The seq of the message that it answers. */
  replyTo: number | null;
}

/** A message of one's own that was being edited, and its text as it was to be. */
export interface Edit {
  seq: number;
  text: string;
}

/** All that is kept of a room's composer. Without a mode, the next one is addressed as the last one was anywhere. */
export type Kept = Omit<Draft, "mode"> & { mode: Mode | null; edit: Edit | null };

const NOTHING: Kept = { text: "", to: null, mode: null, replyTo: null, edit: null };
const PREFIX = "teahouse.draft.";
const keyOf = (room: number): string => PREFIX + room;

/** What a full or forbidden storage did not take: it lives as long as the page, whichever rooms one goes to. */
const unkept = new Map<string, string>();

function read(key: string): string | null {
  return unkept.get(key) ?? localStorage.getItem(key);
}

/** What is kept for a room; empty if there is nothing or storage is forbidden. */
export function draftOf(room: number): Kept {
  try {
    const kept = JSON.parse(read(keyOf(room)) ?? "null") as Partial<Kept> | null;
    if (typeof kept?.text !== "string") return NOTHING;
    const to = typeof kept.to?.id === "number" && typeof kept.to.name === "string" ? kept.to : null;
    const replyTo = typeof kept.replyTo === "number" ? kept.replyTo : null;
    const { seq, text } = kept.edit ?? {};
    const edit = typeof seq === "number" && typeof text === "string" ? { seq, text } : null;
    // Where it is not known how somebody was addressed, nobody else may read it.
    const mode = kept.mode === "mention" ? "mention" : to || kept.mode ? "whisper" : null;
    return { text: kept.text, to, mode, replyTo, edit };
  } catch {
    return NOTHING;
  }
}

/** Keeps a draft and an edit, or forgets them when nothing is in them. */
export function keepDraft(room: number, draft: Draft, edit: Edit | null): void {
  const { text, to, mode, replyTo } = draft;
  const empty = text === "" && !to && replyTo === null && !edit;
  const [key, whole] = [keyOf(room), JSON.stringify({ text, to, mode, replyTo, edit })];
  unkept.delete(key);
  try {
    if (empty) localStorage.removeItem(key);
    else localStorage.setItem(key, whole);
  } catch {
    if (empty) return;
    unkept.set(key, whole);
    // What was kept before was perhaps for others to read.
    forgetKept((one) => one === key);
  }
}

/** Forgets the drafts of all rooms but these. */
export function keepDraftsOf(rooms: readonly number[]): void {
  const kept = new Set(rooms.map(keyOf));
  forget((key) => !kept.has(key));
}

/** Forgets the drafts of all rooms: whoever wrote them is not here any more. */
export function forgetDrafts(): void {
  forget(() => true);
}

function forget(gone: (key: string) => boolean): void {
  for (const key of unkept.keys()) if (gone(key)) unkept.delete(key);
  forgetKept(gone);
}

function forgetKept(gone: (key: string) => boolean): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX) && gone(key)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
