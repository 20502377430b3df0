import { describe, expect, it } from "vitest";
import * as pages from "../src/state/pages";
import * as fold from "../src/state/room";
import type { DurableEvent, HistoryPage, RoomLoaded } from "../src/wire.gen";
import { FakeRoom } from "./fake-room";
import { pagesAt, pinsAt } from "./model";

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
  const room = new FakeRoom(ROOM, "lobby", "Lobby", null);
  room.log = log.slice(0, head);
  const events = pagesAt(log, head).slice(-limit);
  const state = room.summary(null);
  return { type: "room.loaded", id: "x", epoch: "e", state, seq: head, events, pins: pinsAt(log, head, ME) };
}

function page(log: DurableEvent[], head: number, before: number, limit: number): HistoryPage {
  const end = Math.min(head, before - 1);
  const events = pagesAt(log, head).slice(Math.max(0, end - limit), end);
  return { type: "history.page", id: "x", room: ROOM, first_seq: 1, as_of: head, events };
}

const visible = (events: DurableEvent[]) => events.filter((event) => event.type === "message.created");

describe("the fold of a room's log", () => {
  it("keeps at most 400 messages and says what lies beyond", () => {
    const log = makeLog(2_000, () => 0.9);
    let state = fold.loaded(fold.UNLOADED, load(log, 1_000, 60), ME);
    for (let turn = 0; turn < 8; turn++) state = pages.olderPage(state, page(log, 1_000, state.low + 1, 60));
    expect(state.messages).toHaveLength(400);
    expect(fold.atNewest(state)).toBe(false);
    expect(fold.hasOlder(state)).toBe(true);
    for (const event of log.slice(1_000, 1_010)) state = fold.apply(state, event, ME);
    expect(state.unseen).toBe(10);
    expect(state.cursor).toBe(1_010);
    expect(state.messages.at(-1)?.seq).toBeLessThan(1_000);
    state = pages.newestPage(fold.hold(state), page(log, 1_010, 1_011, 60), ME) as fold.RoomLog;
    expect(state.messages.map((one) => one.seq)).toEqual(log.slice(950, 1_010).map((one) => one.seq));
    expect(state.unseen).toBe(0);
    expect(fold.atNewest(state)).toBe(true);
  });

  it("sheds many at once when a full window at the newest gets one more", () => {
    const log = makeLog(1_000, () => 0.9);
    let state = fold.loaded(fold.UNLOADED, load(log, 100, 60), ME);
    const lengths: number[] = [];
    for (const event of log.slice(100, 600)) {
      state = fold.apply(state, event, ME);
      lengths.push(state.messages.length);
    }
    const all = log.slice(0, 600).filter((event) => event.type === "message.created");
    expect(Math.max(...lengths)).toBe(fold.WINDOW);
    expect(lengths[lengths.indexOf(fold.WINDOW) + 1]).toBe(fold.WINDOW - fold.SHED);
    expect(state.messages.map((one) => one.seq)).toEqual(
      all.slice(-state.messages.length).map((one) => one.seq),
    );
    expect(state.low).toBe((state.messages[0]?.seq ?? 0) - 1);
    expect(fold.hasOlder(state)).toBe(true);
  });

  it("counts neither blanks nor one's own as unseen", () => {
    const log = makeLog(700, () => 0.9);
    let state = fold.loaded(fold.UNLOADED, load(log, 500, 60), ME);
    for (let turn = 0; turn < 7; turn++) state = pages.olderPage(state, page(log, 500, state.low + 1, 60));
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
    expect(pages.olderPage(state, page(log, 300, 200, 60))).toBe(state);
    const scrolled = { ...state, high: 270, messages: state.messages.filter((one) => one.seq <= 270) };
    expect(pages.newerPage(scrolled, { ...page(log, 300, 301, 20) })).toBe(scrolled);
    expect(pages.newestPage(scrolled, page(log, 300, 290, 60), ME)).toBeNull();
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
