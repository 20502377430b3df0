/** The state folded from events is that of a fresh load, whatever happened on the way. */
import { describe, expect, it } from "vitest";
import type { Message } from "../src/contract";
import { changed, isChange, isMessage, messageOf } from "../src/state/message";
import * as pages from "../src/state/pages";
import * as fold from "../src/state/room";
import type { DurableEvent, HistoryPage } from "../src/wire.gen";
import { House } from "./house";
import { Answering, ROOM, randomLog } from "./random-log";
import { seeded } from "./world";

const ME = 1;

/** A message in one string, without when it was read; the same for the same object, so that it is fast. */
const strings = new WeakMap<Message, string>();
function told(message: Message): string {
  const known = strings.get(message);
  if (known !== undefined) return known;
  const { asOf: _, ...rest } = message;
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted()
            .map(([key, one]) => [key, sorted(one)]),
        )
      : Array.isArray(value)
        ? value.map(sorted)
        : value;
  const string = JSON.stringify(sorted(rest));
  strings.set(message, string);
  return string;
}

function same(found: readonly Message[], wanted: readonly Message[], where: string): void {
  const [a, b] = [found.map(told), wanted.map(told)];
  if (a.length !== b.length || a.some((one, at) => one !== b[at])) expect(a, where).toEqual(b);
}

/** A client of a log at random: what it holds, what is on the way to it, and how far the server is. */
class Walk {
  readonly #random: () => number;
  readonly #server: Answering;
  state: fold.RoomLog;
  head: number;
  /** Messages outside of the window that are kept up to date, and how they are. */
  readonly referred = new Map<number, Message>();
  readonly #missed: DurableEvent[] = [];
  #pages: { page: HistoryPage; take: (log: fold.RoomLog, page: HistoryPage) => fold.RoomLog | null }[] = [];
  staleness = 0;

  constructor(seed: number, share: number) {
    this.#random = seeded(seed);
    this.#server = new Answering(randomLog(900, share, this.#random), ME);
    this.head = Math.floor(this.#random() * 300);
    this.state = fold.loaded(fold.UNLOADED, this.#server.load(this.head, 60), ME);
  }

  move(): void {
    const dice = this.#random();
    const limit = 1 + Math.floor(this.#random() * 90);
    const { length } = this.#server.log;
    if (dice < 0.62) for (let one = 0; one < 3 && this.head < length; one++) this.#next();
    else if (dice < 0.66) this.#apply(this.#server.log[Math.floor(this.#random() * this.head)]);
    else if (dice < 0.7) for (const event of this.#missed.splice(0)) this.#apply(event);
    else if (dice < 0.73) this.#resume();
    else if (dice < 0.82) this.#ask(this.state.low + 1, limit, pages.olderPage);
    else if (dice < 0.88)
      this.#ask(Math.min(this.state.high + limit, this.state.cursor) + 1, limit, pages.newerPage);
    else if (dice < 0.9) {
      const around = Math.floor(this.#random() * this.state.cursor);
      this.#ask(Math.min(this.head, around + limit / 2) + 1, limit, pages.pageAround);
    } else if (dice < 0.93) this.#newest(limit);
    else if (dice < 0.97) this.#refer();
    else if (dice < 0.98) this.#reload();
    if (this.#random() < 0.3) this.#take();
  }

  /** All that is on the way has arrived. */
  rest(): void {
    while (this.#pages.length > 0) this.#take();
    this.#become(fold.resume(this.state, ME), []);
    for (const event of this.#server.raw(this.head, this.state.cursor)) this.#apply(event);
  }

  check(where: string): void {
    const { state } = this;
    const at = (message: Message) => this.#at(message.seq, Math.max(state.cursor, message.asOf));
    same(state.messages, state.messages.map(at), where);
    const all = this.#server.pages(state.cursor).slice(state.low, state.high).filter(isMessage);
    expect(
      state.messages.map((one) => one.seq),
      where,
    ).toEqual(all.map((one) => one.seq));
    expect(state.messages.length, where).toBeLessThanOrEqual(fold.WINDOW);
    expect(state.low <= state.high && state.high <= state.cursor, where).toBe(true);
    same([...this.referred.values()], [...this.referred.values()].map(at), `${where}, referred`);
  }

  /** As a fresh page would have it now. */
  checkFresh(where: string): void {
    const fresh = fold.loaded(fold.UNLOADED, this.#server.load(this.head, 200), ME);
    expect([this.state.cursor, this.state.ahead.length], where).toEqual([this.head, 0]);
    expect([this.state.pins, this.state.about], where).toEqual([fresh.pins, fresh.about]);
    const wanted = fresh.messages.filter((one) => one.seq > this.state.low && one.seq <= this.state.high);
    same(
      this.state.messages.filter((one) => one.seq > fresh.low),
      wanted,
      where,
    );
    this.check(where);
  }

  #at(seq: number, head: number): Message {
    const event = this.#server.pages(head)[seq - 1];
    if (event?.type !== "message.created") throw new Error(`no message ${seq}`);
    return messageOf(event, head);
  }

  #next(): void {
    const event = this.#server.log[this.head++];
    if (this.#random() < 0.05 && event !== undefined) this.#missed.push(this.#server.seen(event));
    else this.#apply(event);
    if (this.#random() < 0.1) this.#apply(event);
  }

  #apply(event: DurableEvent | undefined): void {
    if (event === undefined) return;
    const seen = this.#server.seen(event);
    const after = fold.apply(this.state, seen, ME);
    this.#become(after, fold.newly(this.state, after, seen));
  }

  #resume(): void {
    for (const event of this.#server.raw(this.head, this.state.cursor)) this.#apply(event);
  }

  #ask(
    before: number,
    limit: number,
    take: (log: fold.RoomLog, page: HistoryPage) => fold.RoomLog | null,
  ): void {
    this.#pages.push({ page: this.#server.before(this.head, Math.floor(before), limit), take });
  }

  #take(): void {
    const next = this.#pages.shift();
    if (next === undefined) return;
    if (pages.isStale(this.state, next.page.as_of)) this.staleness++;
    else this.#become(next.take(this.state, next.page) ?? this.state, []);
  }

  #newest(limit: number): void {
    if (this.state.awaiting) return;
    this.state = fold.hold(this.state);
    const page = this.#server.before(this.head, this.state.cursor + 1, limit);
    if (this.head < this.#server.log.length) this.#apply(this.#server.log[this.head++]);
    const before = this.state;
    const after = pages.newestPage(before, page, ME) ?? fold.resume(before, ME);
    this.#become(
      after,
      before.ahead.filter((event) => event.seq <= after.cursor),
    );
  }

  #refer(): void {
    const events = this.#server.pages(this.head).filter(isMessage);
    const event = events[Math.floor(this.#random() * events.length)];
    if (event === undefined || pages.isStale(this.state, this.head) || event.seq > this.state.cursor) return;
    for (const message of pages.brought(this.state, [event], this.head))
      this.referred.set(event.seq, message);
  }

  #reload(): void {
    this.state = fold.loaded(fold.lost(this.state), this.#server.load(this.head, 60), ME);
    this.referred.clear();
  }

  #become(after: fold.RoomLog, events: readonly DurableEvent[]): void {
    this.state = after;
    for (const event of events) {
      if (!isChange(event)) continue;
      const message = this.referred.get(event.target);
      if (message !== undefined) this.referred.set(event.target, changed(message, event));
    }
  }
}

describe("state folded from events", () => {
  it("equals a fresh load, whatever was doubled, lost, late, scrolled or read when", () => {
    for (let seed = 1; seed <= 16; seed++) {
      const walk = new Walk(seed, seed % 2 === 0 ? 0.75 : 0.35);
      for (let move = 0; move < 250; move++) {
        walk.move();
        if (move % 10 === 0) walk.check(`seed ${seed} move ${move}`);
      }
      walk.rest();
      walk.checkFresh(`seed ${seed}`);
    }
  }, 30_000);

  it("asks again for a page from before what it remembers of changes", () => {
    const said = randomLog(100, 1, seeded(3));
    const react = (seq: number): DurableEvent => {
      const event = { room: ROOM, seq, at: seq, sender: { id: 2, name: "p2" }, key: `k${seq}`, target: 5 };
      return { ...event, type: seq % 2 === 0 ? "reaction.added" : "reaction.removed", emoji: "👍" };
    };
    const log = [...said, ...Array.from({ length: fold.CHANGES + 1 }, (_, at) => react(101 + at))];
    const server = new Answering(log, ME);
    const old = server.before(100, 41, 40);
    let state = fold.loaded(fold.UNLOADED, server.load(100, 60), ME);
    for (const event of log.slice(100, 100 + fold.CHANGES)) state = fold.apply(state, event, ME);
    expect(pages.isStale(state, old.as_of)).toBe(false);
    state = fold.apply(state, log[100 + fold.CHANGES] as DurableEvent, ME);
    expect(state.changes).toHaveLength(fold.CHANGES);
    expect(pages.isStale(state, old.as_of)).toBe(true);
  });

  it("holds over the wire too, with cuts, jumps, and messages that answers speak of", async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const house = new House(seed);
      const { world, server } = house;
      for (const name of ["p1", "p2", "p3", "p4"]) server.guest(name);
      house.browser.cookie = ME;
      const log = randomLog(1_500, 0.5, seeded(seed));
      const next = () => {
        const { seq: _, ...event } = log[server.log.length] ?? { type: "event.blank" as const };
        server.add(ROOM, event);
      };
      while (server.log.length < 200) next();
      const { chat, tab } = house.open();
      await world.run(50);
      const random = seeded(seed + 100);
      const watched = new Set<number>();
      for (let move = 0; move < 150; move++) {
        const dice = random();
        for (let one = Math.floor(random() * 8); one > 0 && server.log.length < log.length; one--) next();
        const any = 1 + Math.floor(random() * server.log.length);
        if (dice < 0.15) chat.loadOlder();
        else if (dice < 0.25) chat.loadNewer();
        else if (dice < 0.32) chat.jumpToNewest();
        else if (dice < 0.4) chat.open(ROOM, any);
        else if (dice < 0.6) watched.add(chat.current.value?.referred(any) === undefined ? 0 : any);
        else if (dice < 0.64) server.cutAll();
        else if (dice < 0.67) tab.goOffline();
        else if (dice < 0.75) tab.goOnline();
        await world.run(Math.floor(random() * 5));
      }
      tab.goOnline();
      await world.run(60_000);
      const room = chat.current.value;
      if (room === null) throw new Error("no room");
      const truth = new Answering(server.log, ME).pages(server.log.length);
      const wanted = truth.filter(isMessage).map((event) => messageOf(event, server.log.length));
      const [low, high] = [room.messages.value[0]?.seq ?? 0, room.messages.value.at(-1)?.seq ?? 0];
      same(
        room.messages.value,
        wanted.filter((one) => one.seq >= low && one.seq <= high),
        `seed ${seed}`,
      );
      expect(room.pins.value).toEqual(server.room(ROOM).pins({ id: ME, name: "p1" }));
      expect(room.state.value?.topic).toBe(server.room(ROOM).info().topic);
      for (const seq of watched) {
        const referred = room.referred(seq).value;
        const message = wanted.find((one) => one.seq === seq);
        expect(referred.kind, `seed ${seed} referred ${seq}`).toBe(
          message === undefined ? "gone" : "message",
        );
        if (referred.kind === "message" && message !== undefined)
          same([referred.message], [message], "referred");
      }
      chat.stop();
    }
  }, 30_000);
});
