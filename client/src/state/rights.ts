/** What one may do, by the server's own table: so that a menu offers what would be done, and nothing else. */
import { type Action, PERMISSIONS, ROLES, type RoomSummary, type Sanction } from "../wire.gen";
import type { Role } from "./standing";

export const rankOf = (role: string): number => ROLES.indexOf(role as Role);

export function allowed(role: Role, action: Action): boolean {
  const roles: readonly Role[] = PERMISSIONS[action];
  return roles.includes(role);
}

/** What one is in a room: the higher one of the roles in the house and there; a room's maker owns it. */
export function roleIn(
  house: Role,
  room: Pick<RoomSummary, "role" | "owner" | "kind"> | null,
  me: number | null,
): Role {
  if (room === null || room.kind === "direct" || rankOf(house) < rankOf("guest")) return house;
  const there = room.owner !== null && room.owner === me ? "owner" : room.role;
  return rankOf(there) > rankOf(house) ? (there as Role) : house;
}

/** The sanction of one of these kinds that holds here longest; null: none does. `now` is Unix milliseconds. */
export function barredBy(
  sanctions: readonly Sanction[],
  kinds: readonly string[],
  room: number | null,
  now: number,
): Sanction | null {
  const holding = sanctions.filter(
    (one) =>
      kinds.includes(one.kind) &&
      (one.room === null || one.room === room) &&
      (one.until === null || one.until > now),
  );
  const end = ({ until }: Sanction): number => until ?? Number.POSITIVE_INFINITY;
  return holding.reduce<Sanction | null>((a, b) => (a === null || end(b) > end(a) ? b : a), null);
}
