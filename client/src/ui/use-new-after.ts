import { useSignal, useSignalEffect } from "@preact/signals";
import type { RoomView } from "../contract";
import { pageHidden } from "./visibility";

/**
 * Where the "new" line stands: after what was read when the room was opened, and later after what was there
 * when the page went out of sight. Never moved while someone reads, unless the
 * room was opened anew: for somebody else, or with another history.
 */
export function useNewAfter(view: RoomView): number {
  const after = useSignal<number | null>(null);
  const opening = useSignal(0);
  useSignalEffect(() => {
    if (view.phase.value !== "ready" || opening.peek() === view.openings.value) return;
    opening.value = view.openings.peek();
    const last = view.messages.peek().at(-1)?.seq ?? 0;
    const read = view.readAtOpen.peek();
    after.value = last > read ? read : 0;
  });
  useSignalEffect(() => {
    const last = view.messages.peek().at(-1)?.seq ?? 0;
    if (pageHidden.value) after.value = last;
    else if (after.peek() === last) after.value = 0;
  });
  return after.value ?? 0;
}
