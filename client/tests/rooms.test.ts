/** Several rooms: going from one to another, and what is unread in each. */
import { beforeEach, describe, expect, it } from "vitest";
import { LEAVE_MS } from "../src/state/shelf";
import type { Command, Person } from "../src/wire.gen";
import { House, texts } from "./house";
import { type FakeServer, ROOM } from "./server";
import type { World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let bea: Person;
let ann: Person;
let garden: number;

beforeEach(() => {
  house = new House(3);
  ({ world, server } = house);
  house.signedIn();
  ann = server.people[0] as Person;
  bea = server.guest("Bea");
  garden = server.addRoom("garden", "Garden").id;
});

const say = (room: number, sender: Person, body: string, more = {}) =>
  server.add(room, { type: "message.created", sender, body, ...more });
const asked = (type: Command["type"]) => server.commands.filter((command) => command.type === type);
const unread = (chat: ReturnType<House["open"]>["chat"], id = garden) => {
  const room = chat.rooms.value.find((one) => one.id === id);
  return [room?.fresh, room?.calls];
};

describe("rooms", () => {
  it("are gone to and back, the old one quickly by what came meanwhile", async () => {
    say(garden, bea, "roses");
    say(ROOM, bea, "hello");
    const { chat } = house.open();
    await world.run(100);
    const lobby = chat.current.value;
    chat.open(garden);
    expect(chat.current.value?.phase.value).toBe("loading");
    await world.run(100);
    expect(texts(chat)).toEqual(["roses"]);
    say(ROOM, bea, "still heard");
    await world.run(100);
    chat.open(ROOM);
    expect(chat.current.value).toBe(lobby);
    expect(texts(chat)).toEqual(["hello", "still heard"]);
    chat.open(garden);
    await world.run(LEAVE_MS + 100);
    expect(asked("room.leave")).toEqual([expect.objectContaining({ room: ROOM })]);
    say(ROOM, bea, "not heard");
    await world.run(100);
    chat.open(ROOM);
    expect(texts(chat)).toEqual(["hello", "still heard"]);
    await world.run(100);
    expect(texts(chat)).toEqual(["hello", "still heard", "not heard"]);
    expect([asked("room.load").length, asked("room.sync").length]).toEqual([2, 1]);
    await world.run(2 * LEAVE_MS);
    expect(asked("room.leave").map((command) => "room" in command && command.room)).toEqual([ROOM, garden]);
  });

  it("count what is unread by what the server tells, one's own left out", async () => {
    const { chat } = house.open();
    await world.run(100);
    expect(unread(chat)).toEqual([0, 0]);
    say(garden, bea, "one");
    say(garden, bea, "two", { mentions: [ann.id] });
    say(garden, bea, "for Ann", { to: ann });
    server.add(garden, { type: "reaction.added", sender: bea, target: 1, emoji: "👍" });
    await world.run(1_000);
    expect(unread(chat)).toEqual([2, 2]);
    chat.open(garden);
    await world.run(100);
    chat.send("mine");
    await world.run(1_000);
    expect(unread(chat)).toEqual([2, 2]);
    expect(chat.current.value?.readAtOpen.value).toBe(0);
    chat.markRead(1);
    expect(unread(chat)).toEqual([1, 2]);
    chat.markRead(5);
    expect(unread(chat)).toEqual([0, 0]);
    say(garden, bea, "three");
    await world.run(10);
    expect(unread(chat)).toEqual([1, 0]);
    await world.run(3_000);
    expect(unread(chat)).toEqual([1, 0]);
  });

  it("count nothing that one says oneself in another tab", async () => {
    const { chat } = house.open();
    const other = house.open();
    await world.run(100);
    other.chat.open(garden);
    await world.run(100);
    other.chat.send("mine");
    await world.run(100);
    say(garden, bea, "hers");
    await world.run(1_000);
    expect(unread(chat)).toEqual([1, 0]);
  });

  it("count the same after a reconnect, a reload and in another tab", async () => {
    const { chat, tab } = house.open();
    await world.run(100);
    say(garden, bea, "one", { mentions: [ann.id] });
    say(ROOM, bea, "here");
    await world.run(1_000);
    tab.goOffline();
    say(garden, bea, "two");
    say(ROOM, bea, "there");
    tab.goOnline();
    await world.run(3_000);
    const other = house.open();
    await world.run(100);
    for (const page of [chat, other.chat])
      expect([unread(page), unread(page, ROOM)]).toEqual([
        [2, 1],
        [2, 0],
      ]);
    other.chat.markRead(2);
    await world.run(100);
    expect(unread(chat, ROOM)).toEqual([0, 0]);
    expect(chat.current.value?.state.value?.read).toBe(2);
  });

  it("are told what was read before one leaves", async () => {
    for (const body of ["a", "b", "c"]) say(ROOM, bea, body);
    const { chat } = house.open();
    await world.run(100);
    chat.markRead(1);
    chat.markRead(3);
    chat.open(garden);
    await world.run(5_000);
    expect(asked("read.mark")).toEqual([
      expect.objectContaining({ room: ROOM, seq: 1 }),
      expect.objectContaining({ room: ROOM, seq: 3 }),
    ]);
  });

  it("are unread again from a message on, until they are opened again", async () => {
    for (const body of ["a", "b", "c"]) say(ROOM, bea, body);
    const { chat } = house.open();
    const other = house.open();
    await world.run(100);
    chat.markRead(3);
    await world.run(3_000);
    const openings = chat.current.value?.openings.value ?? 0;
    const done = chat.markUnread(2);
    chat.markRead(3);
    await world.run(3_000);
    expect(await done).toBeNull();
    for (const page of [chat, other.chat]) expect(unread(page, ROOM)).toEqual([2, 0]);
    expect([chat.current.value?.readAtOpen.value, chat.current.value?.openings.value]).toEqual([
      1,
      openings + 1,
    ]);
    chat.open(garden);
    await world.run(100);
    chat.open(ROOM);
    chat.markRead(3);
    await world.run(3_000);
    for (const page of [chat, other.chat]) expect(unread(page, ROOM)).toEqual([0, 0]);
  });

  it("are all read when one says so", async () => {
    const { chat } = house.open();
    await world.run(100);
    say(ROOM, bea, "here", { mentions: [ann.id] });
    say(garden, bea, "there", { mentions: [ann.id] });
    await world.run(1_000);
    void chat.markUnread(1, ROOM);
    chat.markAllRead();
    for (const _ of [1, 2]) {
      for (const room of [ROOM, garden]) expect(unread(chat, room)).toEqual([0, 0]);
      await world.run(5_000);
    }
    expect(server.room(garden).read.get(ann.id)).toBe(1);
  });

  it("show a message of long ago at once, and go on from there", async () => {
    for (let one = 1; one <= 500; one++) say(garden, bea, `text ${one}`);
    const { chat } = house.open();
    chat.open(garden, 100);
    await world.run(100);
    const room = chat.current.value;
    expect(room?.target.value).toEqual({ seq: 100, turn: 1 });
    expect(room?.messages.value.some((one) => one.seq === 100)).toBe(true);
    expect([room?.older.value, room?.newer.value]).toEqual(["more", "more"]);
    chat.loadNewer();
    await world.run(100);
    chat.open(garden, 100);
    expect(room?.target.value).toEqual({ seq: 100, turn: 2 });
    chat.open(garden, 490);
    expect(room?.target.value?.turn).toBe(2);
    await world.run(100);
    expect(room?.target.value).toEqual({ seq: 490, turn: 3 });
    say(garden, bea, "new");
    await world.run(10);
    expect([texts(chat)?.at(-1), room?.newer.value]).toEqual(["new", "none"]);
  });

  it("arrive at the next message where the one asked for is none", async () => {
    for (let one = 1; one <= 200; one++)
      server.add(
        garden,
        one === 50 ? { type: "event.blank" } : { type: "message.created", sender: bea, body: "x" },
      );
    const { chat } = house.open();
    await world.run(100);
    chat.open(garden, 50);
    await world.run(100);
    expect(chat.current.value?.target.value?.seq).toBe(51);
  });

  it("are made, changed, and listed for all", async () => {
    const { chat } = house.open();
    const other = house.open();
    await world.run(100);
    const made = chat.createRoom("Balcony", "");
    await world.run(100);
    expect([await made, chat.current.value?.state.value?.title]).toEqual([null, "Balcony"]);
    expect(other.chat.rooms.value.map((room) => room.title)).toEqual(["Balcony", "Garden", "Lobby"]);
    const changed = chat.changeRoom(3, { topic: "fresh air", archived: true });
    await world.run(100);
    expect(await changed).toBeNull();
    expect(chat.current.value?.state.value).toMatchObject({
      topic: "fresh air",
      archived: true,
      title: "Balcony",
    });
    expect(chat.rooms.value.map((room) => room.title)).toEqual(["Garden", "Lobby", "Balcony"]);
  });

  it("of a few people are called after the others, the last active first, and call by every message", async () => {
    const cat = server.guest("Cat");
    const { chat } = house.open();
    await world.run(100);
    const opened = chat.openDirect([bea.id, cat.id]);
    await world.run(100);
    expect([await opened, chat.current.value?.state.value?.title]).toEqual([null, "Bea, Cat"]);
    const first = chat.current.value?.room ?? 0;
    const second = server.addRoom("", "", [ann, bea]).id;
    await world.run(100);
    expect(chat.rooms.value.map((room) => room.id).slice(2)).toEqual([second, first]);
    chat.open(ROOM);
    await world.run(LEAVE_MS + 1_000);
    say(first, bea, "psst");
    await world.run(1_000);
    expect(chat.rooms.value.map((room) => room.id).slice(2)).toEqual([first, second]);
    expect(unread(chat, first)).toEqual([1, 1]);
    const level = chat.setNotify(first, "none");
    await world.run(100);
    expect([await level, chat.rooms.value.find(({ id }) => id === first)?.notify]).toEqual([null, "none"]);
  });

  it("tell once of a message that calls, and not of one by somebody ignored or where none is wanted", async () => {
    const { chat } = house.open();
    await world.run(100);
    const event = say(garden, bea, "Ann!", { mentions: [ann.id] });
    await world.run(10);
    expect(chat.called.value).toMatchObject({ reason: "mention", message: { body: "Ann!", room: garden } });
    const before = chat.called.value;
    server.broadcast({ type: "notice.created", reason: "mention", message: event as never });
    await world.run(10);
    expect([chat.called.value === before, unread(chat)[1]]).toEqual([true, 1]);
    void chat.ignore(bea.id, true);
    await world.run(10);
    expect([...chat.ignored.value]).toEqual([bea.id]);
    say(garden, bea, "again", { mentions: [ann.id] });
    await world.run(10);
    expect(chat.called.value).toBe(before);
    void chat.ignore(bea.id, false);
    void chat.setNotify(garden, "none");
    await world.run(10);
    say(garden, bea, "quiet", { mentions: [ann.id] });
    await world.run(10);
    expect([chat.called.value === before, unread(chat)[1]]).toEqual([true, 2]);
  });

  it("of a server that says more than is known here have no hole for that", async () => {
    say(ROOM, bea, "one");
    const { chat } = house.open();
    await world.run(100);
    server.add(ROOM, { type: "message.sung" as never, sender: bea });
    say(ROOM, bea, "two");
    await world.run(100);
    expect(texts(chat)).toEqual(["one", "two"]);
    expect(asked("room.sync")).toEqual([]);
  });
});
