import "fake-indexeddb/auto";
import { effect } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../src/state/chat";
import type { Command, Person } from "../src/wire.gen";
import { bare, nothingKept } from "./house";
import { FakeServer, ROOM } from "./server";
import { Browser, type Tab, World } from "./world";

let world: World;
let server: FakeServer;
let browser: Browser;
let tab: Tab;
let bea: Person;

beforeEach(() => {
  world = new World(5);
  server = new FakeServer(world);
  browser = new Browser(world, server);
  browser.cookie = server.guest("Ann").id;
  bea = server.guest("Bea");
  tab = browser.tab();
});

function say(count: number): void {
  for (let one = 0; one < count; one++)
    server.append(one % 7 === 3 ? null : bea, `text ${server.log.length + 1}`);
}

async function open(where: Tab = tab) {
  const chat = createChat({ platform: where.platform, language: () => "en" });
  await world.run(100);
  const room = chat.current.value;
  if (room === null) throw new Error("no room");
  return { chat, room };
}

const asked = (type: Command["type"]) => server.commands.filter((command) => command.type === type).length;
const seqs = (messages: readonly { seq: number }[]) => messages.map((message) => message.seq);

describe("an open room", () => {
  it("returns after 500 messages like a fresh tab, by a sync and no load", async () => {
    say(30);
    const { room } = await open();
    tab.goOffline();
    say(500);
    tab.goOnline();
    await world.run(3_000);
    await nothingKept();
    const fresh = await open(browser.tab());
    const loaded = bare(fresh.room.messages.value);
    expect(bare(room.messages.value).slice(-loaded.length)).toEqual(loaded);
    expect(seqs(room.messages.value).at(-1)).toBe(server.messages().at(-1)?.seq);
    expect([asked("room.load"), asked("room.sync")]).toEqual([2, 1]);
  });

  it("loads again after a reset, and shows what it had until then", async () => {
    say(30);
    const { room } = await open();
    tab.goOffline();
    say(1_500);
    tab.goOnline();
    await world.run(3_000);
    expect(room.phase.value).toBe("ready");
    expect(asked("room.load")).toBe(2);
    expect(seqs(room.messages.value)).toEqual(seqs(server.messages().filter((one) => one.seq > 1_470)));
    expect(room.older.value).toBe("more");
  });

  it("lets go of what the room keeps no longer, while it is open", async () => {
    say(60);
    const { chat, room } = await open();
    const lobby = server.room(ROOM);
    lobby.first = 41;
    for (const session of server.sessions) server.tell(session, { type: "room.listed", room: lobby.info() });
    await world.run(100);
    expect(room.messages.value.every((one) => one.seq >= 41)).toBe(true);
    expect(room.messages.value.length).toBeGreaterThan(0);
    expect(room.older.value).toBe("none");
    expect(asked("room.load")).toBe(1);
    say(1);
    await world.run(100);
    expect(seqs(room.messages.value).at(-1)).toBe(61);
    chat.stop();
  });

  it("mixes no two epochs", async () => {
    say(30);
    const { room } = await open();
    tab.goOffline();
    server.log = server.log.slice(0, 10);
    server.epoch = "e2";
    server.append(bea, "another history");
    tab.goOnline();
    await world.run(3_000);
    expect(asked("room.sync")).toBe(0);
    expect(room.messages.value.at(-1)?.body).toBe("another history");
    expect(seqs(room.messages.value)).toEqual(seqs(server.messages()));
  });

  it("asks for what is missing when an event was skipped", async () => {
    say(5);
    const { room } = await open();
    server.log.push({ ...(server.append(bea, "x") as never as object), seq: 7 } as never);
    server.append(bea, "after the gap");
    await world.run(200);
    expect(asked("room.sync")).toBe(1);
    expect(seqs(room.messages.value)).toEqual(seqs(server.messages()));
  });

  it("finds a lost last event by the heads of the heartbeat", async () => {
    say(5);
    const { room } = await open();
    for (const session of server.sessions) session.joined.clear();
    server.append(bea, "nobody was told");
    await world.run(9_000);
    expect(room.messages.value).toHaveLength(4);
    await world.run(5_000);
    expect(room.messages.value.at(-1)?.body).toBe("nobody was told");
    expect(asked("room.sync")).toBe(1);
  });

  it("reads history up to 400 messages, then the newest leave; and jumps back", async () => {
    say(900);
    const { chat, room } = await open();
    expect(room.newer.value).toBe("none");
    for (let turn = 0; turn < 16; turn++) {
      chat.loadOlder();
      expect(room.older.value).toBe("loading");
      chat.loadOlder();
      await world.run(50);
    }
    expect(asked("history.read")).toBe(16);
    expect(room.messages.value).toHaveLength(400);
    expect(room.newer.value).toBe("more");
    say(3);
    await world.run(50);
    expect(room.unseen.value).toBe(3);
    const top = room.messages.value.at(-1)?.seq ?? 0;
    chat.loadNewer();
    await world.run(50);
    expect(room.messages.value.at(-1)?.seq).toBeGreaterThan(top);
    chat.jumpToNewest();
    say(2);
    await world.run(50);
    expect(room.newer.value).toBe("none");
    expect(room.unseen.value).toBe(0);
    const last = server.messages();
    expect(seqs(room.messages.value)).toEqual(seqs(last.slice(-room.messages.value.length)));
    expect([asked("room.load"), asked("room.sync")]).toEqual([1, 0]);
  });

  it("takes a page into the log piece by piece, so that no frame draws all of it", async () => {
    say(300);
    const { chat, room } = await open();
    const shown: number[][] = [];
    effect(() => void shown.push(seqs(room.messages.value)));
    const loading: string[] = [];
    effect(() => void loading.push(room.older.value));
    chat.loadOlder();
    await world.run(50);
    const steps = shown.slice(1).map((now, i) => now.length - (shown[i]?.length ?? 0));
    expect(steps.length).toBeGreaterThan(3);
    expect(Math.max(...steps)).toBeLessThanOrEqual(12);
    const all = seqs(server.messages());
    for (const now of shown) expect(now).toEqual(all.slice(-now.length));
    expect(loading).toEqual(["more", "loading", "more"]);
    expect(asked("history.read")).toBe(1);
  });

  it("keeps the log whole when it goes elsewhere while a page is taken in", async () => {
    say(900);
    const { chat, room } = await open();
    for (let turn = 0; turn < 14; turn++) {
      chat.loadOlder();
      await world.run(50);
    }
    const [before] = seqs(room.messages.value);
    const stop = effect(() => {
      // The first piece is there, and others are to come.
      if ((room.messages.value[0]?.seq ?? 0) < (before ?? 0)) queueMicrotask(() => chat.jumpToNewest());
    });
    chat.loadOlder();
    await world.run(2);
    say(5);
    await world.run(50);
    stop();
    expect([room.newer.value, room.older.value]).toEqual(["none", "more"]);
    const all = seqs(server.messages());
    expect(seqs(room.messages.value)).toEqual(all.slice(-room.messages.value.length));
    chat.loadOlder();
    await world.run(50);
    expect(seqs(room.messages.value)).toEqual(all.slice(-room.messages.value.length));
  });

  it("takes nothing more of a page in once somebody else reads here", async () => {
    say(300);
    const { chat, room } = await open();
    const lengths: number[] = [];
    const stop = effect(() => {
      lengths.push(room.messages.value.length);
      if (lengths.length === 2) queueMicrotask(() => (room as unknown as { forget(): void }).forget());
    });
    chat.loadOlder();
    await world.run(50);
    stop();
    expect(lengths.at(-1)).toBe(0);
    expect(lengths).toHaveLength(3);
    expect(room.older.value).toBe("none");
  });

  it("begins at the first unread message, and never draws the newest before", async () => {
    say(300);
    server.read = 100;
    const chat = createChat({ platform: tab.platform, language: () => "en" });
    const ready: number[] = [];
    effect(() => {
      const room = chat.current.value;
      if (room?.phase.value === "ready") ready.push(room.messages.value.at(-1)?.seq ?? 0);
    });
    await world.run(100);
    const room = chat.current.value;
    expect(ready).toEqual([119]);
    expect(seqs(room?.messages.value ?? [])).toContain(101);
    expect(room?.readAtOpen.value).toBe(100);
    expect([asked("room.load"), asked("history.read")]).toEqual([1, 1]);
  });

  it.each([
    ["too far", 700, 100],
    ["among the newest", 30, 10],
    ["the very first", 300, 0],
  ])("begins at the newest where the first unread is %s", async (_, count, read) => {
    say(count);
    server.read = read;
    const { room } = await open();
    expect(room.messages.value.at(-1)?.seq).toBe(server.messages().at(-1)?.seq);
    expect(asked("history.read")).toBe(0);
  });

  it("reaches the first message and then offers no older", async () => {
    say(70);
    const { chat, room } = await open();
    chat.loadOlder();
    await world.run(50);
    expect(room.older.value).toBe("none");
    expect(seqs(room.messages.value)).toEqual(seqs(server.messages()));
  });

  it("goes on through pages in which nothing is visible", async () => {
    say(10);
    for (let one = 0; one < 200; one++) server.append(null, "");
    const { chat, room } = await open();
    expect(room.messages.value).toHaveLength(0);
    chat.loadOlder();
    await world.run(100);
    expect(room.messages.value.length).toBeGreaterThan(0);
  });

  it("sends one's own from where one is reading by going to the newest", async () => {
    say(900);
    const { chat, room } = await open();
    for (let turn = 0; turn < 16; turn++) {
      chat.loadOlder();
      await world.run(50);
    }
    expect(room.newer.value).toBe("more");
    chat.send("mine");
    await world.run(100);
    expect(room.newer.value).toBe("none");
    expect(room.messages.value.at(-1)?.body).toBe("mine");
    expect(room.own.value).toEqual([]);
  });

  it("tells what was read at most every 2 s, and typing at most every 3 s", async () => {
    say(50);
    const { chat, room } = await open();
    for (let seq = 1; seq <= 40; seq++) {
      chat.markRead(seq);
      chat.typingNow(true);
      await world.run(100);
    }
    await world.run(3_000);
    const marks = server.commands.flatMap((command) => (command.type === "read.mark" ? [command.seq] : []));
    expect(marks).toEqual([1, 20, 40]);
    expect(asked("typing.start")).toBe(2);
    chat.send("done");
    chat.typingNow(false);
    await world.run(50);
    expect(asked("typing.stop")).toBe(1);
    expect(room.state.value?.read).toBe(40);
    expect(room.readAtOpen.value).toBe(0);
  });

  it("shows who types, but not oneself, and not who has spoken", async () => {
    const { room } = await open();
    const people = [{ id: 1, name: "Ann" }, bea];
    server.broadcast({ type: "typing.changed", room: ROOM, people });
    await world.run(10);
    expect(room.typing.value).toEqual([bea]);
    server.append(bea, "said");
    await world.run(10);
    expect(room.typing.value).toEqual([]);
  });

  it("follows presence, and one's own name", async () => {
    const { chat, room } = await open();
    const ann = { id: 1, name: "Ann" };
    server.broadcast({ type: "presence.state", room: ROOM, count: 1, people: [ann] });
    server.broadcast({ type: "presence.changed", room: ROOM, count: 2, joined: [bea] });
    server.broadcast({ type: "presence.changed", room: ROOM, count: 2, renamed: [{ id: 1, name: "Anna" }] });
    await world.run(10);
    expect(room.people.value.map((person) => person.name)).toEqual(["Anna", "Bea"]);
    expect(chat.you.value?.name).toBe("Anna");
    expect(room.notices.value).toHaveLength(1);
    expect(room.notices.value[0]).toMatchObject({ joined: [bea], renamed: [{ from: "Ann" }] });
    server.broadcast({ type: "presence.changed", room: ROOM, count: 201 });
    await world.run(10);
    expect([room.people.value.length, room.count.value]).toEqual([0, 201]);
  });
});
