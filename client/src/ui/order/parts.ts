import type { RoomEntry } from "../../contract";
import { allowed } from "../../state/rights";
import type { Role } from "../../state/standing";
import type { RoomPart } from "../app/stage";

/** The parts of a room that this person may see. */
export function partsOf(role: Role, room: RoomEntry): RoomPart[] {
  const all: [RoomPart, boolean][] = [
    ["about", allowed(role, "room.change")],
    ["members", allowed(role, "members.see")],
    ["invites", allowed(role, "invite.make")],
    ["end", allowed(role, "room.change") || mayLeave(room)],
  ];
  return all.filter(([, may]) => may).map(([part]) => part);
}

/** Of a room that is open to all one cannot be no member; and who owns it cannot leave it alone. */
export const mayLeave = (room: RoomEntry): boolean =>
  room.access === "private" && room.role !== "" && room.role !== "owner";
