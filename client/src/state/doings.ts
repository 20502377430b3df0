/** What is done to a room and its members, as far as its log tells it beside the messages. */
import type { DurableEvent, MemberAdded, MemberRemoved, RoomChanged } from "../wire.gen";

export type Doing = MemberAdded | MemberRemoved | RoomChanged;

/** Whether an event is told as a line of the log: of what changes in a room, what changes for those in it. */
export function isDoing(event: DurableEvent): event is Doing {
  switch (event.type) {
    case "member.added":
    case "member.removed":
      return true;
    case "room.changed":
      return TOLD.some((field) => (event[field] ?? null) !== null);
    default:
      return false;
  }
}

const TOLD = ["archived", "read_only", "access", "slow_seconds", "retention_days"] as const;

/** Those with `low < seq <= high`. */
export const doingsBetween = (doings: readonly Doing[], low: number, high: number): readonly Doing[] =>
  doings.every(({ seq }) => seq > low && seq <= high)
    ? doings
    : doings.filter(({ seq }) => seq > low && seq <= high);
