import { effect } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { createChat } from "../src/state/chat";
import { asked, open, say, seqs, server, tab, world } from "./lobby";

describe("the window of an open room", () => {
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
    expect(Math.max(...steps)).toBeLessThanOrEqual(8);
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
});
