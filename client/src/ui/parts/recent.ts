import { signal } from "@preact/signals";

const KEPT = "teahouse.recent";
const MOST = 20;

/** Rooms by id, the one that was open last first. */
export const recent = signal<readonly number[]>(restored());

export function visited(room: number): void {
  if (recent.peek()[0] === room) return;
  recent.value = [room, ...recent.peek().filter((id) => id !== room)].slice(0, MOST);
  // Not while the room is being drawn.
  setTimeout(keep);
}

function keep(): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(recent.peek()));
  } catch {
    // Full or forbidden storage: known as long as the page lives.
  }
}

function restored(): readonly number[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => Number.isSafeInteger(id)).slice(0, MOST) : [];
  } catch {
    return [];
  }
}
