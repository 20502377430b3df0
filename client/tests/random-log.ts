/** Logs in which anything happens that can happen, and what can be asked of them at any head. */
import type { DurableEvent, HistoryPage, MessageCreated, RoomLoaded } from "../src/wire.gen";
import { FakeRoom } from "./fake-room";
import { pagesAt, pinsAt, rawAt, seenBy } from "./model";

export const ROOM = 1;
const EMOJIS = ["👍", "❤️", "茶", "🎉"];

const person = (id: number) => ({ id, name: `p${id}` });

/** `share` of the events are messages, the rest changes of the last hundred of them. */
export function randomLog(length: number, share: number, random: () => number): DurableEvent[] {
  const log: DurableEvent[] = [];
  const recalled = new Set<number>();
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const targets = () =>
    log
      .slice(-250)
      .filter((one): one is MessageCreated => one.type === "message.created" && !recalled.has(one.seq));
  for (let seq = 1; seq <= length; seq++) {
    const sender = person(1 + Math.floor(random() * 4));
    const event = { room: ROOM, seq, at: seq * 10, sender, key: `k${seq}` };
    const dice = random();
    const open = targets();
    if (dice < 0.03) log.push({ ...event, type: "room.changed", topic: `topic ${seq}` });
    else if (dice < 0.04) log.push({ ...event, type: "room.changed", slow_seconds: seq % 3 });
    else if (dice < 0.05) log.push({ ...event, type: "member.added", member: person(2), role: "moderator" });
    else if (dice < 0.06) log.push({ ...event, type: "member.removed", member: person(2) });
    else if (dice < 0.06 + share || open.length === 0) {
      const more: Partial<MessageCreated> = {};
      if (random() < 0.1) more.to = person(1 + Math.floor(random() * 4));
      if (random() < 0.2) more.options = ["a", "b", "c"];
      if (random() < 0.2) more.mentions = [1 + Math.floor(random() * 4)];
      if (random() < 0.2 && open.length > 0) more.reply_to = pick(open).seq;
      if (random() < 0.1) more.files = [{ id: `f${seq}`, name: "a.png", size: 1, type: "image/png" }];
      log.push({ ...event, type: "message.created", body: `text ${seq}`, ...more });
    } else {
      const message = pick(open);
      const change = { ...event, target: message.seq };
      const kind = random();
      if (kind < 0.2)
        log.push({ ...change, type: "message.edited", body: `edit ${seq}`, mentions: [seq % 4] });
      else if (kind < 0.5) log.push({ ...change, type: "reaction.added", emoji: pick(EMOJIS) });
      else if (kind < 0.7) log.push({ ...change, type: "reaction.removed", emoji: pick(EMOJIS) });
      else if (kind < 0.75) log.push({ ...change, type: "message.pinned" });
      else if (kind < 0.8) log.push({ ...change, type: "message.unpinned" });
      else if (kind < 0.9) log.push({ ...change, type: "poll.voted", option: pick([0, 1, 2, null]) });
      else if (kind < 0.92) log.push({ ...change, type: "poll.closed" });
      else if (kind < 0.95)
        log.push({ ...change, type: "message.previewed", preview: { url: "u", title: `t${seq}` } });
      else {
        log.push({ ...change, type: "message.recalled" });
        recalled.add(message.seq);
      }
    }
  }
  return log;
}

/** What the server would answer to `me`, when its log is at `head`. */
export class Answering {
  readonly log: readonly DurableEvent[];
  readonly #me: number;
  #page: { head: number; events: DurableEvent[] } = { head: -1, events: [] };

  constructor(log: readonly DurableEvent[], me: number) {
    this.log = log;
    this.#me = me;
  }

  seen(event: DurableEvent): DurableEvent {
    return seenBy(this.#me, event, this.log);
  }

  /** The events after `seq`, as a resume has them. */
  raw(head: number, seq: number): DurableEvent[] {
    return rawAt(this.log, head)
      .slice(seq)
      .map((event) => this.seen(event));
  }

  pages(head: number): DurableEvent[] {
    if (this.#page.head !== head)
      this.#page = { head, events: pagesAt(this.log, head).map((event) => this.seen(event)) };
    return this.#page.events;
  }

  load(head: number, limit: number): RoomLoaded {
    const room = new FakeRoom(ROOM, "lobby", "Lobby", null);
    room.log = this.log.slice(0, head);
    const events = this.pages(head).slice(-limit);
    const [state, pins] = [room.summary(null), pinsAt(this.log, head, this.#me)];
    return { type: "room.loaded", id: "x", epoch: "e", state, seq: head, events, pins };
  }

  before(head: number, before: number, limit: number): HistoryPage {
    const end = Math.min(head, before - 1);
    const events = this.pages(head).slice(Math.max(0, end - limit), end);
    return { type: "history.page", id: "x", room: ROOM, first_seq: 1, as_of: head, events };
  }
}
