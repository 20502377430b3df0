import { describe, expect, it } from "vitest";
import * as fold from "../src/state/room";
import type { DurableEvent, HistoryPage, RoomLoaded } from "../src/wire.gen";
import { seeded } from "./world";

const ME = 1;
const ROOM = 1;

/** A room's whole log, with blanks among the messages. */
function makeLog(length: number, random: () => number): DurableEvent[] {
  return Array.from({ length }, (_, index) => {
    const seq = index + 1;
    if (random() < 0.2) return { type: "event.blank", room: ROOM, seq };
    const sender = { id: 1 + Math.floor(random() * 3), name: "甲" };
    return { type: "message.created", room: ROOM, seq, at: seq, sender, key: `k${seq}`, body: `text ${seq}` };
  });
}

function load(log: DurableEvent[], head: number, limit: number): RoomLoaded {
  const state = { id: ROOM, name: "", title: "", topic: "", head, first_seq: 1, read: 0 };
  return {
    type: "room.loaded",
    id: "x",
    epoch: "e",
    state,
    seq: head,
    events: log.slice(Math.max(0, head - limit), head),
  };
}

function page(log: DurableEvent[], head: number, before: number, limit: number): HistoryPage {
  const end = Math.min(head, before - 1);
  return {
    type: "history.page",
    id: "x",
    room: ROOM,
    first_seq: 1,
    events: log.slice(Math.max(0, end - limit), end),
  };
}

const visible = (events: DurableEvent[]) => events.filter((event) => event.type === "message.created");

describe("the fold of a room's log", () => {
  it("equals a fresh load, whatever was doubled, lost, late or scrolled", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seeded(seed);
      const log = makeLog(900, random);
      let head = Math.floor(random() * 300);
      let state = fold.loaded(fold.UNLOADED, load(log, head, 60), ME);
      const missed: DurableEvent[] = [];
      for (let move = 0; move < 400; move++) {
        const dice = random();
        const limit = 1 + Math.floor(random() * 90);
        if (dice < 0.6 && head < log.length) {
          const event = log[head++] as DurableEvent;
          if (random() < 0.1) missed.push(event);
          else state = fold.apply(state, event, ME);
          if (random() < 0.1) state = fold.apply(state, event, ME);
        } else if (dice < 0.65)
          state = fold.apply(state, log[Math.floor(random() * head)] as DurableEvent, ME);
        else if (dice < 0.7) for (const event of missed.splice(0)) state = fold.apply(state, event, ME);
        else if (dice < 0.85) state = fold.olderPage(state, page(log, head, state.low + 1, limit));
        else if (dice < 0.95)
          state = fold.newerPage(
            state,
            page(log, head, Math.min(state.high + limit, state.cursor) + 1, limit),
          );
        else if (dice < 0.97) {
          state = fold.hold(state);
          const answer = page(log, head, state.cursor + 1, limit);
          if (head < log.length) state = fold.apply(state, log[head++] as DurableEvent, ME);
          state = fold.newestPage(state, answer, ME) ?? fold.resume(state, ME);
        } else if (dice < 0.98) state = fold.loaded(fold.lost(state), load(log, head, 60), ME);
        checkInvariants(state, log, `seed ${seed} move ${move}`);
      }
      for (const event of log.slice(state.cursor, head)) state = fold.apply(state, event, ME);
      expect(state.cursor, `seed ${seed}`).toBe(head);
      expect(state.ahead).toEqual([]);
      const fresh = fold.loaded(fold.UNLOADED, load(log, head, 100), ME);
      if (fold.atNewest(state)) {
        const shared = Math.max(fresh.low, state.low);
        expect(state.messages.filter((one) => one.seq > shared)).toEqual(
          fresh.messages.filter((one) => one.seq > shared),
        );
      }
    }
  });

  it("keeps at most 400 messages and says what lies beyond", () => {
    const log = makeLog(2_000, () => 0.9);
    let state = fold.loaded(fold.UNLOADED, load(log, 1_000, 60), ME);
    for (let turn = 0; turn < 8; turn++) state = fold.olderPage(state, page(log, 1_000, state.low + 1, 60));
    expect(state.messages).toHaveLength(400);
    expect(fold.atNewest(state)).toBe(false);
    expect(fold.hasOlder(state)).toBe(true);
    for (const event of log.slice(1_000, 1_010)) state = fold.apply(state, event, ME);
    expect(state.unseen).toBe(10);
    expect(state.cursor).toBe(1_010);
    expect(state.messages.at(-1)?.seq).toBeLessThan(1_000);
    state = fold.newestPage(fold.hold(state), page(log, 1_010, 1_011, 60), ME) as fold.RoomLog;
    expect(state.messages.map((one) => one.seq)).toEqual(log.slice(950, 1_010).map((one) => one.seq));
    expect(state.unseen).toBe(0);
    expect(fold.atNewest(state)).toBe(true);
  });

  it("counts neither blanks nor one's own as unseen", () => {
    const log = makeLog(700, () => 0.9);
    let state = fold.loaded(fold.UNLOADED, load(log, 500, 60), ME);
    for (let turn = 0; turn < 7; turn++) state = fold.olderPage(state, page(log, 500, state.low + 1, 60));
    state = fold.apply(state, { type: "event.blank", room: ROOM, seq: 501 }, ME);
    state = fold.apply(
      state,
      { ...visible(log)[0], seq: 502, sender: { id: ME, name: "" } } as DurableEvent,
      ME,
    );
    expect([state.cursor, state.unseen]).toEqual([502, 0]);
  });

  it("asks for a sync at a gap and none without", () => {
    const log = makeLog(20, () => 0.9);
    let state = fold.loaded(fold.UNLOADED, load(log, 10, 60), ME);
    state = fold.apply(state, log[11] as DurableEvent, ME);
    expect(fold.hasGap(state)).toBe(true);
    expect(state.messages.at(-1)?.seq).toBe(10);
    state = fold.apply(state, log[10] as DurableEvent, ME);
    expect(fold.hasGap(state)).toBe(false);
    expect(state.messages.at(-1)?.seq).toBe(12);
  });

  it("takes no page that does not meet the window", () => {
    const log = makeLog(300, () => 0.9);
    const state = fold.loaded(fold.UNLOADED, load(log, 300, 60), ME);
    expect(fold.olderPage(state, page(log, 300, 200, 60))).toBe(state);
    const scrolled = { ...state, high: 270, messages: state.messages.filter((one) => one.seq <= 270) };
    expect(fold.newerPage(scrolled, { ...page(log, 300, 301, 20) })).toBe(scrolled);
    expect(fold.newestPage(scrolled, page(log, 300, 290, 60), ME)).toBeNull();
  });

  it("forgets the cursor and what waited when it is lost, and keeps the screen", () => {
    const log = makeLog(20, () => 0.9);
    let state = fold.loaded(fold.UNLOADED, load(log, 10, 60), ME);
    state = fold.lost(fold.apply(state, log[15] as DurableEvent, ME));
    expect(state.messages).toHaveLength(10);
    state = fold.apply(state, log[2] as DurableEvent, ME);
    expect(state.messages).toHaveLength(10);
    state = fold.loaded(state, { ...load(log, 2, 60), epoch: "f" }, ME);
    expect(state.messages.map((one) => one.seq)).toEqual([1, 2, 3]);
    expect(state.epoch).toBe("f");
  });
});

function checkInvariants(state: fold.RoomLog, log: DurableEvent[], where: string): void {
  const expected = visible(log.slice(state.low, state.high));
  expect(state.messages, where).toEqual(expected);
  expect(state.messages.length, where).toBeLessThanOrEqual(fold.WINDOW);
  expect(state.low <= state.high && state.high <= state.cursor, where).toBe(true);
  const seqs = state.ahead.map((event) => event.seq);
  expect(seqs, where).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(
    seqs.every((seq) => seq > state.cursor),
    where,
  ).toBe(true);
}
