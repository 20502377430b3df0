/** Going from room to room: what is left, and links that lead nowhere. */
import { beforeEach, describe, expect, it } from "vitest";
import { KEPT } from "../src/state/shelf";
import type { Command, Person } from "../src/wire.gen";
import { House, texts } from "./house";
import { type FakeServer, ROOM } from "./server";
import type { World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let ann: Person;
let bea: Person;
let garden: number;

beforeEach(() => {
  house = new House(23);
  ({ world, server } = house);
  house.signedIn();
  ann = server.people[0] as Person;
  bea = server.guest("Bea");
  garden = server.addRoom("garden", "Garden").id;
});

const say = (room: number, body: string | null, to?: Person) =>
  body === null
    ? server.add(room, { type: "event.blank" })
    : server.add(room, { type: "message.created", sender: bea, body, ...(to ? { to } : {}) });
const about = (room: number) =>
  server.commands.flatMap((command) =>
    "room" in command && command.room === room && /^room\.(load|sync|leave)$/.test(command.type)
      ? [command.type]
      : [],
  );
const slow = (type: Command["type"], ms: number) => {
  server.slowness = (command) => (command.type === type ? ms : 0);
};
const hears = (room: number) => [...server.sessions].some(({ joined }) => joined.has(room));

describe("a room that is left before it was loaded", () => {
  it("is left once the load is answered, where it has to make room", async () => {
    const more = Array.from({ length: KEPT }, (_, n) => server.addRoom(`r${n}`, `Room ${n}`).id);
    const { chat } = house.open();
    await world.run(100);
    slow("room.load", 5_000);
    chat.open(garden);
    await world.run(10);
    server.slowness = () => 0;
    for (const room of more) chat.open(room);
    await world.run(1_000);
    expect(about(garden)).toEqual(["room.load"]);
    await world.run(6_000);
    expect(about(garden)).toEqual(["room.load", "room.leave"]);
    expect(hears(garden)).toBe(false);
    chat.stop();
  });

  it("is not left at all, where one comes back before that", async () => {
    const more = Array.from({ length: KEPT }, (_, n) => server.addRoom(`r${n}`, `Room ${n}`).id);
    say(garden, "roses");
    const { chat } = house.open();
    await world.run(100);
    slow("room.load", 5_000);
    chat.open(garden);
    await world.run(10);
    server.slowness = () => 0;
    for (const room of more) chat.open(room);
    await world.run(1_000);
    chat.open(garden);
    await world.run(6_000);
    expect(about(garden)).toEqual(["room.load"]);
    expect(texts(chat)).toEqual(["roses"]);
    say(garden, "heard");
    await world.run(100);
    expect(texts(chat)).toEqual(["roses", "heard"]);
    chat.stop();
  });
});

describe("a link", () => {
  const nowhere = (room: number, seq: number | null = null) => ({ kind: "nowhere", room, seq });

  it("leads to a room, and to a message of one", async () => {
    for (let one = 1; one <= 200; one++) say(garden, `text ${one}`);
    const { chat } = house.open();
    await world.run(100);
    chat.follow(garden, 20);
    await world.run(100);
    expect([chat.current.value?.room, chat.current.value?.target.value?.seq]).toEqual([garden, 20]);
    chat.follow(ROOM);
    expect(chat.current.value?.room).toBe(ROOM);
    chat.follow(garden, 190);
    await world.run(100);
    expect([chat.current.value?.room, chat.current.value?.target.value?.seq]).toEqual([garden, 190]);
    expect(chat.notice.value).toBeNull();
    chat.stop();
  });

  it("to what is not there, or not for oneself, is told of in one way, and one stays", async () => {
    for (let one = 1; one <= 9; one++) say(garden, `text ${one}`);
    say(garden, null);
    const hidden = server.addRoom("hidden", "Hidden", [bea]).id;
    say(hidden, "for us");
    say(ROOM, "here");
    const { chat } = house.open();
    await world.run(100);
    const before = chat.current.value;
    for (const [room, seq] of [
      [hidden, undefined],
      [hidden, 1],
      [999, undefined],
      [999, 7],
      [garden, 10],
      [garden, 4_000],
      [ROOM, 4_000],
    ] as const) {
      chat.dismissNotice();
      chat.follow(room, seq);
      await world.run(100);
      expect(chat.notice.value).toEqual(nowhere(room, seq ?? null));
      expect(chat.current.value).toBe(before);
      expect(texts(chat)).toEqual(["here"]);
      expect(chat.current.value?.target.value).toBeNull();
    }
    expect(hears(garden)).toBe(false);
    chat.follow(garden, 3);
    await world.run(100);
    expect([chat.notice.value, chat.current.value?.room]).toEqual([null, garden]);
    chat.stop();
  });

  it("leaves alone who went elsewhere meanwhile", async () => {
    const { chat } = house.open();
    await world.run(100);
    slow("messages.read", 1_000);
    chat.follow(999);
    await world.run(10);
    chat.open(garden);
    await world.run(3_000);
    expect([chat.notice.value, chat.current.value?.room]).toEqual([null, garden]);
    chat.stop();
  });

  it.each([
    ["a room", 999, undefined],
    ["a message", ROOM, 4_000],
  ])(
    "with which a page begins says that there is no such %s once the server is heard",
    async (_, room, seq) => {
      for (let one = 1; one <= 100; one++) say(ROOM, `text ${one}`);
      server.read = 90;
      const { chat } = house.open();
      chat.follow(room, seq);
      await world.run(500);
      expect(chat.current.value?.room).toBe(ROOM);
      expect(chat.notice.value).toEqual(nowhere(room, seq ?? null));
      expect(chat.current.value?.readAtOpen.value).toBe(90);
      expect(texts(chat)?.at(-1)).toBe("text 100");
      chat.stop();
    },
  );
});

it("tells until when and why one was sent out of a room, by what is of that room alone", async () => {
  const until = world.now + world.epochOffset + 600_000;
  const cellar = server.addRoom("cellar", "Cellar");
  const { chat } = house.open();
  await world.run(100);
  const sanctions = [
    { id: 1, kind: "mute", room: cellar.id, until: null, reason: "loud" },
    { id: 2, kind: "kick", room: ROOM, until: null, reason: "elsewhere" },
    { id: 3, kind: "kick", room: cellar.id, until, reason: "rude" },
  ];
  for (const session of server.sessions) {
    server.tell(session, { type: "standing.changed", role: "guest", sanctions });
    server.tell(session, { type: "room.gone", room: cellar.id });
  }
  await world.run(100);
  expect(chat.notice.value).toEqual({
    kind: "gone",
    room: cellar.id,
    title: "Cellar",
    until,
    reason: "rude",
  });
  chat.stop();
});

it("tells of a room that one was taken out of while away", async () => {
  const cellar = server.addRoom("cellar", "Cellar");
  cellar.access = "private";
  cellar.roles.set(ann.id, "member");
  const { chat, tab } = house.open();
  await world.run(100);
  chat.open(cellar.id);
  await world.run(100);
  tab.goOffline();
  server.remove(cellar.id, ann);
  tab.goOnline();
  await world.run(3_000);
  expect(chat.current.value?.room).toBe(ROOM);
  expect(chat.notice.value).toEqual({
    kind: "gone",
    room: cellar.id,
    title: "Cellar",
    until: null,
    reason: "",
  });
  chat.stop();
});
