import type { Message } from "../../src/contract";
import type { Person } from "../../src/wire.gen";

export const NOON = new Date(2026, 4, 12, 12).getTime();
export const me: Person = { id: 1, name: "我" };
export const ming: Person = { id: 2, name: "小明" };

/** A message as the screen gets it. */
export const said = (seq: number, sender: Person, more: Partial<Message> = {}): Message => ({
  type: "message.created",
  room: 7,
  seq,
  at: NOON + seq,
  sender,
  key: `k${seq}`,
  body: `${seq}`,
  asOf: seq,
  folded: {},
  ...more,
});
