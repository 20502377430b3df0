import { useSignal, useSignalEffect } from "@preact/signals";
import type { RoomView } from "../contract";
import { pageHidden } from "./visibility";

/**
 * Where the "new" line stands: after what was read when the room was opened, and later after what was there
 * when the page went out of sight. Never moved while someone reads.
 */
export function useNewAfter(view: RoomView): number {
  const after = useSignal<number | null>(null);
  useSignalEffect(() => {
    if (after.peek() !== null || view.phase.value !== "ready") return;
    const last = view.messages.value.at(-1)?.seq ?? 0;
    const read = view.readAtOpen.value;
    after.value = last > read ? read : 0;
  });
  useSignalEffect(() => {
    const last = view.messages.peek().at(-1)?.seq ?? 0;
    if (pageHidden.value) after.value = last;
    else if (after.peek() === last) after.value = 0;
  });
  return after.value ?? 0;
}
