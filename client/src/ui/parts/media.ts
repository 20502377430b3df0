import { type ReadonlySignal, signal } from "@preact/signals";

/** Whether a media query holds now, as a signal. */
function matching(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => {
    matches.value = list.matches;
  });
  return matches;
}

/** Wide enough for the rooms, and for the people, beside the open room. The widths stand in App.css too. */
export const railDocked = matching("(min-width: 760px)");
export const peopleDocked = matching("(min-width: 1080px)");
/** A finger, so a phone's or tablet's keyboard: Enter breaks the line there. */
export const coarsePointer = matching("(pointer: coarse)");
