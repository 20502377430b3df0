import type { Chat } from "../../contract";
import { allowed, rankOf, roleIn } from "../../state/rights";
import type { RoomSummary } from "../../wire.gen";
import type { Deed } from "../app/stage";

type Kind = Deed["kind"];

/** What a deed asks for. */
export interface Shape {
  /** Whether it can hold in all rooms. */
  scope: boolean;
  /** Seconds that are offered, null for good; the first is chosen. */
  times: readonly (number | null)[];
  ban: boolean;
}

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
const NOTHING: Shape = { scope: false, times: [], ban: false };
export const SHAPES: Record<Kind, Shape> = {
  report: NOTHING,
  takeBack: NOTHING,
  mute: { scope: true, times: [10 * MINUTE, HOUR, DAY, 7 * DAY, null], ban: false },
  kick: { scope: false, times: [10 * MINUTE, HOUR, DAY], ban: false },
  ban: { scope: true, times: [DAY, 7 * DAY, 30 * DAY, null], ban: true },
  shadow: { scope: true, times: [DAY, HOUR, 7 * DAY, null], ban: false },
  hold: { scope: true, times: [DAY, HOUR, 7 * DAY, null], ban: false },
};

/** Where one may do it: in the room, everywhere, or both. */
export function scopesOf(chat: Chat, room: RoomSummary | null): ("here" | "everywhere")[] {
  const me = chat.you.peek()?.id ?? null;
  const here =
    room !== null && room.kind !== "direct" && allowed(roleIn(chat.role.peek(), room, me), "sanction");
  const everywhere = allowed(chat.role.peek(), "sanction");
  return [...(here ? ["here" as const] : []), ...(everywhere ? ["everywhere" as const] : [])];
}

/** Whether one may do anything about this person in this room: not about one's like, nor about who is more. */
export function mayModerate(
  chat: Chat,
  room: RoomSummary | null,
  ranks: ReadonlyMap<number, string>,
  person: number,
): boolean {
  const me = chat.you.value?.id ?? null;
  if (me === null || me === person || room === null || room.kind === "direct") return false;
  const mine = roleIn(chat.role.value, room, me);
  const theirs = room.owner === person ? "owner" : (ranks.get(person) ?? "member");
  return allowed(mine, "sanction") && rankOf(mine) > rankOf(theirs);
}

export const KEEPING: readonly Kind[] = ["mute", "kick", "ban", "shadow", "hold"];
