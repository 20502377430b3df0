import type { RoomEntry } from "../../contract";

/** More is not counted: a badge says that there is much. */
const MOST = 999;

export const countOf = (n: number): string => (n > MOST ? `${MOST}+` : String(n));

/** How many unread messages of a room one wants to be told of. */
export function wanted(room: RoomEntry): number {
  if (room.archived || room.notify === "none") return 0;
  return room.notify === "all" || room.kind === "direct" ? Math.max(room.fresh, room.calls) : room.calls;
}

/** How many messages wait, in the title and on the icon. `came`: to the open room, since nobody looks. */
export function waiting(rooms: readonly RoomEntry[], open: number | null, came: number): number {
  const elsewhere = rooms.filter(({ id }) => id !== open).reduce((sum, room) => sum + wanted(room), 0);
  const here = rooms.find(({ id }) => id === open);
  return elsewhere + Math.max(came, here ? wanted(here) : 0);
}

/** How many messages call one, in all rooms: the number on the bell. */
export const callsOf = (rooms: readonly RoomEntry[]): number =>
  rooms.reduce((sum, { calls }) => sum + calls, 0);
