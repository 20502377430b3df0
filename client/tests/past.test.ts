/** A start without a server shows what was there the last time, to whom it was shown. */
import { beforeEach, describe, expect, it } from "vitest";
import { WRITE_MS } from "../src/state/past";
import { openDatabase } from "../src/storage/database";
import { openPast } from "../src/storage/past";
import type { Person } from "../src/wire.gen";
import { House, texts } from "./house";
import { type FakeServer, ROOM } from "./server";
import type { World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let bea: Person;

beforeEach(() => {
  house = new House(13);
  ({ world, server } = house);
  house.signedIn();
  bea = server.guest("Bea");
});

/** A page that has no network from the start. */
async function offline() {
  const tab = house.browser.tab();
  tab.offline = true;
  const page = house.open(tab);
  await world.run(2_000);
  return page;
}

const kept = async () => openPast(openDatabase()).logs();

describe("a start without a connection", () => {
  it("shows rooms, who one is, and the newest hundred messages, folded", async () => {
    const garden = server.addRoom("garden", "Garden").id;
    for (let one = 1; one <= 150; one++) server.append(bea, `text ${one}`);
    const first = house.open();
    await world.run(100);
    for (let page = 0; page < 2; page++) {
      first.chat.loadOlder();
      await world.run(50);
    }
    first.chat.open(garden);
    await world.run(100);
    first.chat.open(ROOM);
    await world.run(100);
    server.add(ROOM, { type: "message.edited", sender: bea, target: 150, body: "changed" });
    server.add(ROOM, { type: "message.pinned", sender: bea, target: 149 });
    await world.run(2 * WRITE_MS);
    first.tab.crash();

    const { chat, tab } = await offline();
    const room = chat.current.value;
    expect([chat.you.value?.name, chat.placeName.value]).toEqual(["Ann", "Teahouse"]);
    expect(chat.rooms.value.map(({ title }) => title)).toEqual(["Garden", "Lobby"]);
    expect([room?.room, room?.phase.value, chat.connection.value.phase]).toEqual([ROOM, "ready", "offline"]);
    expect([texts(chat)?.length, texts(chat)?.at(-1), room?.pins.value]).toEqual([100, "changed", [149]]);
    chat.open(garden);
    expect(chat.current.value?.phase.value).toBe("ready");
    chat.open(ROOM);

    server.add(ROOM, { type: "message.recalled", sender: bea, target: 149 });
    server.append(bea, "meanwhile");
    tab.goOnline();
    await world.run(3_000);
    expect(texts(chat)?.slice(-3)).toEqual([null, "changed", "meanwhile"]);
    expect([chat.current.value?.pins.value, chat.connection.value.phase]).toEqual([[], "online"]);
    expect(server.commands.filter(({ type }) => type === "room.load")).toHaveLength(2);
  });

  it("shows the lobby where nothing was kept", async () => {
    const { chat } = await offline();
    expect([chat.current.value?.room, chat.current.value?.phase.value]).toEqual([ROOM, "loading"]);
    chat.send("later");
    expect(chat.current.value?.own.value.map(({ body }) => body)).toEqual(["later"]);
  });

  it("is not one of a person who signed out, and leaves nothing of theirs on the disk", async () => {
    server.append(bea, "for Ann alone", "k1", server.people[0]);
    const first = house.open();
    await world.run(2 * WRITE_MS);
    expect(await kept()).toHaveLength(1);
    void first.chat.signOut();
    await world.run(10);
    expect(await kept()).toEqual([]);
    await world.run(4_000);
    first.tab.crash();
    const { chat } = await offline();
    expect([chat.you.value, texts(chat)]).toEqual([null, []]);
  });

  it("mixes no persons: what was Ann's is gone when the server says Bea", async () => {
    server.append(bea, "for Ann alone", "k1", server.people[0]);
    server.append(bea, "for all");
    const first = house.open();
    await world.run(2 * WRITE_MS);
    first.tab.crash();
    const { chat, tab } = await offline();
    expect(texts(chat)).toEqual(["for Ann alone", "for all"]);
    const cat = server.guest("Cat");
    house.browser.cookie = cat.id;
    tab.goOnline();
    await world.run(3_000);
    expect([chat.you.value?.name, texts(chat)]).toEqual(["Cat", ["for all"]]);
    await world.run(2 * WRITE_MS);
    expect((await kept()).map(({ owner }) => owner)).toEqual([cat.id]);
  });

  it("shows nobody a log with a visitor's blanks in it", async () => {
    house.browser.cookie = null;
    server.append(bea, "for Ann alone", "k1", server.people[0]);
    server.append(bea, "for all");
    const first = house.open();
    await world.run(2 * WRITE_MS);
    first.tab.crash();
    const { chat, tab } = await offline();
    expect(texts(chat)).toEqual(["for all"]);
    house.browser.cookie = 1;
    tab.goOnline();
    await world.run(3_000);
    expect(texts(chat)).toEqual(["for Ann alone", "for all"]);
  });

  it("of another history is replaced by that", async () => {
    server.append(bea, "old");
    const first = house.open();
    await world.run(2 * WRITE_MS);
    first.tab.crash();
    server.epoch = "e2";
    server.log = [];
    server.append(bea, "new");
    const { chat, tab } = await offline();
    expect(texts(chat)).toEqual(["old"]);
    tab.goOnline();
    await world.run(3_000);
    expect([texts(chat), chat.notice.value]).toEqual([["new"], { kind: "reloaded" }]);
  });

  it("keeps no text that was taken back while one was reading further up", async () => {
    for (let one = 1; one <= 900; one++) server.append(bea, `text ${one}`);
    const { chat } = house.open();
    await world.run(2 * WRITE_MS);
    for (let turn = 0; turn < 16; turn++) {
      chat.loadOlder();
      await world.run(50);
    }
    expect(chat.current.value?.newer.value).toBe("more");
    server.add(ROOM, { type: "message.recalled", sender: bea, target: 900 });
    await world.run(2 * WRITE_MS);
    expect(JSON.stringify(await kept())).not.toContain("text 900");
  });

  it("has nothing that the room itself does not have any more", async () => {
    for (const body of ["old", "new"]) server.append(bea, body);
    const first = house.open();
    await world.run(2 * WRITE_MS);
    first.tab.crash();
    server.room(ROOM).first = 2;
    const { chat } = house.open();
    await world.run(100);
    expect([texts(chat), chat.current.value?.older.value]).toEqual([["new"], "none"]);
  });

  it("leaves on the disk nothing that a room has let go of, whether one opens it or not", async () => {
    const garden = server.addRoom("garden", "Garden").id;
    const pond = server.addRoom("pond", "Pond").id;
    for (const room of [garden, pond])
      for (const body of [`too old ${room}`, `young ${room}`])
        server.add(room, { type: "message.created", sender: bea, body });
    const first = house.open();
    await world.run(100);
    for (const room of [garden, pond, ROOM]) {
      first.chat.open(room);
      await world.run(100);
    }
    await world.run(2 * WRITE_MS);
    first.tab.crash();
    const onDisk = async () => JSON.stringify(await kept());
    expect(await onDisk()).toContain(`too old ${garden}`);
    server.room(garden).first = 2;
    const { chat } = house.open();
    await world.run(2 * WRITE_MS);
    expect(await onDisk()).not.toContain(`too old ${garden}`);
    expect(await onDisk()).toContain(`too old ${pond}`);
    // The same while the page is open: the room is told of anew.
    chat.open(pond);
    await world.run(100);
    server.room(pond).first = 2;
    server.relist(pond);
    await world.run(2 * WRITE_MS);
    expect(texts(chat)).toEqual([`young ${pond}`]);
    expect(await onDisk()).not.toContain("too old");
    expect(await onDisk()).toContain(`young ${pond}`);
  });
});

describe("the disk of an older client", () => {
  it("gives its messages, which say nothing of what came later", async () => {
    const request = indexedDB.open("teahouse", 1);
    await new Promise((resolve) => {
      request.onupgradeneeded = () => {
        const outbox = request.result.createObjectStore("outbox", { keyPath: "key" });
        request.result.createObjectStore("facts");
        const entry = { key: "0", owner: 1, room: ROOM, body: "kept", to: null, mentions: [], at: 1 };
        outbox.put({ ...entry, attempted: false, failed: null });
      };
      request.onsuccess = resolve;
    });
    request.result.close();
    const { chat } = house.open();
    await world.run(1_000);
    expect([house.bodies(), chat.current.value?.own.value]).toEqual([["kept"], []]);
  });
});
