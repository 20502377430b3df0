import { signal } from "@preact/signals";
import type { Message } from "../../contract";
import type { Link } from "../../state/links";
import type { Person } from "../../wire.gen";

/** What stands before the whole page until it is closed; one at a time. */
export type Shown =
  | { kind: "switcher" }
  | { kind: "settings" }
  | { kind: "status" }
  | { kind: "shortcuts" }
  | { kind: "conversation" }
  /** One's name with a password, the way back to it, and all that is of the account. */
  | { kind: "keep" }
  /** What comes `next` comes once one is signed in; a provider's word was `refused` with this code. */
  | { kind: "sign-in"; next?: Shown; refused?: string }
  | { kind: "account" }
  /** What a link in the address leads to. */
  | { kind: "link"; link: Link }
  /** A new room, or what one is like: at one of its parts. */
  | { kind: "room"; room: number | null; part?: RoomPart }
  /** Who keeps a room does something; whoever is told of it. */
  | { kind: "deed"; deed: Deed }
  /** What can be done about somebody. */
  | { kind: "moderate"; person: Person; message?: Message; room?: number; report?: number };

export type RoomPart = "about" | "members" | "invites" | "end";

/** What is done about a person, or a message of theirs. */
export interface Deed {
  kind: "report" | "takeBack" | "mute" | "kick" | "ban" | "shadow" | "hold";
  person: Person;
  message?: Message;
  /** The room it is about; the open one, if none is given. */
  room?: number;
  /** It does away with this report. */
  report?: number;
}

/** Whoever opens a dialog need not know who draws it. */
export const dialog = signal<Shown | null>(null);

/** What stands beside the room instead of the people. */
export const panel = signal<"search" | "mentions" | "queue" | null>(null);

/** What is looked for; it outlives the panel. */
export const sought = signal("");

/** Where one wants to go, as it is typed into the switcher; it goes with it. */
export const aimed = signal("");

/** Shows the search; with a text, that is looked for. `focus` counts up when its field should take the focus. */
export const searchFocus = signal(0);
export function openSearch(text?: string): void {
  if (text !== undefined) sought.value = text;
  panel.value = "search";
  searchFocus.value += 1;
}
