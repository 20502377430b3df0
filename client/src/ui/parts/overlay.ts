import { signal } from "@preact/signals";
import type { Message } from "../../contract";
import type { File, Person } from "../../wire.gen";

/** Where something was asked for: what it opens beside, in the coordinates of the window. */
export interface Spot {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What stands over the log, one at a time. */
export type Overlay =
  | { kind: "menu"; message: Message; at: Spot }
  | { kind: "react"; message: Message; at: Spot }
  | { kind: "recall"; message: Message }
  | { kind: "versions"; message: Message }
  | { kind: "pictures"; files: readonly File[]; index: number }
  | { kind: "person"; person: Person; at: Spot }
  | { kind: "pins" }
  | { kind: "add"; at: Spot }
  | { kind: "insert"; at: Spot }
  | { kind: "color"; at: Spot }
  | { kind: "poll"; question: string; options: readonly string[] };

/** One page shows one overlay, like one focus: the components that open one need not know who draws it. */
export const overlay = signal<Overlay | null>(null);
let opener: Element | null = null;

/** Opens an overlay; the focus comes back to where it was, or to `from`. */
export function show(shown: Overlay, from: Element | null = document.activeElement): void {
  // From the menu on to the picker: what opened the menu gets the focus in the end.
  if (overlay.peek() === null) opener = from;
  overlay.value = shown;
}

/** Closes what is open; the focus goes back, unless a press beside it took it elsewhere. */
export function close(shown: Overlay | null = overlay.peek()): void {
  if (shown === null || overlay.peek() !== shown) return;
  overlay.value = null;
  const { activeElement } = document;
  const astray = activeElement === null || activeElement === document.body;
  const inside = activeElement?.closest("[popover], dialog");
  // While a modal dialog is open, nothing outside of it can take the focus.
  if (inside instanceof HTMLDialogElement && !inside.contains(opener)) inside.close();
  if (astray || inside) stillThere(opener)?.focus({ preventScroll: true });
  opener = null;
}

/** What opened it, or its message, where that was drawn anew meanwhile. */
function stillThere(element: Element | null): HTMLElement | null {
  if (element instanceof HTMLElement && element.isConnected) return element;
  const seq = element?.closest<HTMLElement>("[data-seq]")?.dataset["seq"];
  return seq === undefined ? null : document.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
}

export function spotOf(element: Element): Spot {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left, top, right, bottom };
}

export const spotAt = (x: number, y: number): Spot => ({ left: x, top: y, right: x, bottom: y });

/** What was done with a message, or why it was not, told in its place for a while. */
export const noted = signal<{ seq: number; text: string; failed: boolean } | null>(null);
const NOTED_MS = 6_000;
let forgetting: ReturnType<typeof setTimeout> | undefined;

export function note(seq: number, text: string, failed = false): void {
  noted.value = { seq, text, failed };
  clearTimeout(forgetting);
  forgetting = setTimeout(() => {
    noted.value = null;
  }, NOTED_MS);
}
