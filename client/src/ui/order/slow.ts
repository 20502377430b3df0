import type { Chat, RoomView } from "../../contract";
import { allowed, roleIn } from "../../state/rights";

/** When one may say the next thing in a slow room, in Unix milliseconds; 0 where nothing is to be waited for. */
export function slowUntil(chat: Chat, view: RoomView): number {
  const room = view.state.value;
  const me = chat.you.value?.id ?? null;
  if (room === null || me === null || room.slow_seconds === 0 || room.kind === "direct") return 0;
  if (allowed(roleIn(chat.role.value, room, me), "message.send_closed")) return 0;
  const said = view.messages.value.findLast((message) => message.sender.id === me)?.at ?? 0;
  const own = view.own.value.findLast(({ state }) => state !== "failed")?.at ?? 0;
  // The clock of the server may be ahead: nobody waits longer than the room says.
  const last = Math.min(Math.max(said, own), Date.now());
  const until = last + room.slow_seconds * 1_000;
  return until > Date.now() ? until : 0;
}
