import { useSignal, useSignalEffect } from "@preact/signals";
import type { RoomView } from "../../contract";
import { pageHidden } from "../parts/visibility";

/** The seq that the "new" line stands after (0: nowhere), and the opening that this was found out for. */
export interface NewAfter {
  after: number;
  opening: number;
}

/**
 * Where the "new" line stands: after what was read when the room was opened, and later after what was there
 * when the page went out of sight. Never moved while someone reads, unless the
 * room was opened anew: for somebody else, with another history, or from a message on that is unread again.
 */
export function useNewAfter(view: RoomView): NewAfter {
  // With the first drawing: a line that comes a frame later would move what is below.
  const line = useSignal<NewAfter>(view.phase.peek() === "ready" ? lineOf(view) : { after: 0, opening: 0 });
  useSignalEffect(() => {
    if (view.phase.value !== "ready" || line.peek().opening === view.openings.value) return;
    line.value = lineOf(view);
  });
  useSignalEffect(() => {
    const last = view.messages.peek().at(-1)?.seq ?? 0;
    const { after, opening } = line.peek();
    if (pageHidden.value) line.value = { after: last, opening };
    else if (after === last) line.value = { after: 0, opening };
  });
  return line.value;
}

function lineOf(view: RoomView): NewAfter {
  const last = view.messages.peek().at(-1)?.seq ?? 0;
  const read = view.readAtOpen.peek();
  return { after: last > read ? read : 0, opening: view.openings.peek() };
}
