import { signal } from "@preact/signals";

/** What stands before the whole page until it is closed; one at a time. */
export type Shown =
  | { kind: "switcher" }
  | { kind: "settings" }
  | { kind: "status" }
  | { kind: "shortcuts" }
  | { kind: "conversation" }
  /** A new room, or the title and topic of one. */
  | { kind: "room"; room: number | null };

/** Whoever opens a dialog need not know who draws it. */
export const dialog = signal<Shown | null>(null);

/** What stands beside the room instead of the people. */
export const panel = signal<"search" | "mentions" | null>(null);

/** What is looked for; it outlives the panel. */
export const sought = signal("");

/** Shows the search; with a text, that is looked for. `focus` counts up when its field should take the focus. */
export const searchFocus = signal(0);
export function openSearch(text?: string): void {
  if (text !== undefined) sought.value = text;
  panel.value = "search";
  searchFocus.value += 1;
}
