import { describe, expect, it } from "vitest";
import { bare, nothingKept } from "./house";
import { asked, bea, browser, open, say, seqs, server, tab, world } from "./lobby";
import { ROOM } from "./server";

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
