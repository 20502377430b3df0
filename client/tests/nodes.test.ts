/** Several nodes, as a page sees them: they drain, restart, differ in version, and once have another store. */
import { beforeEach, describe, expect, it } from "vitest";
import { CLOSE, type Command, type Person } from "../src/wire.gen";
import { House, numbered, ownTexts, states, texts } from "./house";
import { type FakeServer, ROOM } from "./server";
import type { Tab, World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let bea: Person;
let tab: Tab;
let chat: ReturnType<House["open"]>["chat"];

beforeEach(async () => {
  house = new House(11);
  ({ world, server } = house);
  house.signedIn();
  bea = server.guest("Bea");
  for (const text of numbered(5)) server.append(bea, text);
  ({ tab, chat } = house.open());
  await world.run(100);
  expect(chat.connection.value.phase).toBe("online");
});

const asked = (type: Command["type"]) => server.commands.filter((command) => command.type === type).length;

/** Nobody listens for `ms`: every try fails at once. */
function down(ms: number): void {
  const real = tab.platform.openSocket;
  const until = world.now + ms;
  tab.platform.openSocket = () => {
    if (world.now < until) throw new Error("refused");
    return real();
  };
}

/** The longest time, in milliseconds, that the connection was not online while `ms` went by. */
async function longestAway(ms: number): Promise<number> {
  let longest = 0;
  let since: number | null = null;
  for (const end = world.now + ms; world.now < end; ) {
    await world.run(20);
    if (chat.connection.value.phase === "online") since = null;
    else since ??= world.now;
    if (since !== null) longest = Math.max(longest, world.now - since);
  }
  return longest;
}

describe("a node that drains", () => {
  it("serves until it is time to come back, elsewhere, so that nothing is seen of it", async () => {
    server.broadcast({ type: "drain", after_ms: 1_500 });
    await world.run(500);
    chat.send("meanwhile");
    await world.run(100);
    expect(house.bodies().at(-1)).toBe("meanwhile");
    expect(await longestAway(3_000)).toBeLessThan(100);
    expect(tab.sockets).toHaveLength(2);
    expect([asked("room.load"), asked("room.sync")]).toEqual([1, 1]);
  });

  it("may close before that, and one comes back when it said", async () => {
    server.broadcast({ type: "drain", after_ms: 1_500 });
    await world.run(300);
    server.broadcast({ type: "closing", code: "unavailable", message: "" });
    await world.run(5);
    server.cutAll(CLOSE.RESTART);
    await world.run(5);
    expect(chat.connection.value).toMatchObject({ phase: "restarting" });
    await world.run(1_000);
    expect(tab.sockets).toHaveLength(1);
    await world.run(300);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("keeps nobody away for more than 3 s in a rolling restart, of whatever jitter", async () => {
    for (let turn = 0; turn < 30; turn++) {
      server.version = String(turn);
      server.broadcast({ type: "drain", after_ms: Math.floor(world.random() * 2_000) });
      await world.run(world.random() * 300);
      // Every third time without a word, and the next node is not there at once.
      if (turn % 3 === 0) {
        down(1_500);
        server.cutAll(CLOSE.RESTART);
      } else if (turn % 3 === 1) server.cutAll(CLOSE.RESTART);
      chat.send(`turn ${turn}`);
      expect(await longestAway(6_000)).toBeLessThan(3_000);
    }
    expect(house.bodies().slice(5)).toEqual(Array.from({ length: 30 }, (_, turn) => `turn ${turn}`));
    expect(texts(chat)).toEqual(house.bodies());
    expect(ownTexts(chat)).toEqual([]);
    expect(asked("room.load")).toBe(1);
  }, 120_000);

  it("is given up when nothing is heard of it any more, however long it wanted", async () => {
    server.broadcast({ type: "drain", after_ms: 600_000 });
    await world.run(10);
    server.mute = true;
    await world.run(40_000);
    expect(chat.connection.value.phase).toBe("restarting");
    expect(tab.socket).toBeUndefined();
    server.mute = false;
    await world.run(600_000);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("is tried quickly at first, then less and less", async () => {
    down(600_000);
    server.cutAll(CLOSE.RESTART);
    let tries = 0;
    const refused = tab.platform.openSocket;
    tab.platform.openSocket = () => {
      tries++;
      return refused();
    };
    await world.run(8_000);
    expect(tries).toBeGreaterThan(5);
    expect(chat.connection.value.phase).toBe("restarting");
    await world.run(592_000);
    expect(tries).toBeLessThan(90);
  });
});

describe("a node of another version", () => {
  it("is one like any other while it speaks the same protocol", async () => {
    server.version = "9.9.9";
    server.cutAll(CLOSE.RESTART);
    chat.send("to the new one");
    await world.run(4_000);
    expect(house.bodies().at(-1)).toBe("to the new one");
    expect(asked("room.load")).toBe(1);
  });

  it("ends the connection when it speaks another one, and what was written is kept", async () => {
    server.protocol = 2;
    server.cutAll(CLOSE.RESTART);
    chat.send("not yet");
    await world.run(60_000);
    expect(chat.connection.value).toEqual({ phase: "ended", code: "other_version" });
    expect(tab.sockets).toHaveLength(2);
    expect(await house.stored()).toEqual(["not yet"]);
    expect(server.received).toEqual([]);
  });

  it("may close with a code that says: do not come back, and with a reason", async () => {
    server.broadcast({ type: "closing", code: "not_allowed", message: "" });
    await world.run(5);
    server.cutAll(4477);
    await world.run(60_000);
    expect(chat.connection.value).toEqual({ phase: "ended", code: "not_allowed" });
  });

  it("closes a flood: one comes back by oneself, after half a minute", async () => {
    server.cutAll(CLOSE.FLOOD);
    await world.run(29_000);
    expect(chat.connection.value.phase).toBe("flooded");
    expect(tab.sockets).toHaveLength(1);
    await world.run(5_000);
    expect(chat.connection.value.phase).toBe("online");
  });
});

describe("another epoch", () => {
  /** The store is a backup: the last events are gone, and read positions with them. */
  function restore(kept: number, read: number): void {
    server.log = server.log.slice(0, kept);
    server.epoch = "e2";
    server.read = read;
    server.room(ROOM).read.clear();
  }

  it("loads the room anew, says so, and starts reading positions and notices afresh", async () => {
    server.broadcast({ type: "presence.state", room: ROOM, count: 1, people: [] });
    server.broadcast({ type: "presence.changed", room: ROOM, count: 2, joined: [bea] });
    chat.markRead(5);
    await world.run(3_000);
    expect(chat.current.value?.notices.value).toHaveLength(1);
    const openings = chat.current.value?.openings.value ?? 0;
    restore(3, 2);
    server.cutAll();
    await world.run(3_000);
    const room = chat.current.value;
    expect(chat.notice.value).toEqual({ kind: "reloaded" });
    expect(texts(chat)).toEqual(["m0", "m1", "m2"]);
    expect([room?.readAtOpen.value, room?.openings.value, room?.notices.value]).toEqual([
      2,
      openings + 1,
      [],
    ]);
    chat.markRead(3);
    await world.run(100);
    expect(server.commands.findLast((command) => command.type === "read.mark")).toMatchObject({ seq: 3 });
    chat.dismissNotice();
    expect(chat.notice.value).toBeNull();
  });

  it("has the outbox sent again under the same keys, also what the old one had acknowledged", async () => {
    for (const session of server.sessions) session.joined.clear();
    chat.send("acknowledged, not seen");
    await world.run(100);
    expect([house.bodies().at(-1), states(chat)]).toEqual(["acknowledged, not seen", ["pending"]]);
    tab.goOffline();
    chat.send("never sent");
    await world.run(100);
    const keys = chat.current.value?.own.value.map((own) => own.key);
    restore(3, 0);
    tab.goOnline();
    await world.run(3_000);
    expect(
      server
        .messages()
        .slice(3)
        .map(({ key }) => key),
    ).toEqual(keys);
    expect(texts(chat)?.slice(3)).toEqual(["acknowledged, not seen", "never sent"]);
    expect([ownTexts(chat), await house.stored()]).toEqual([[], []]);
  });

  it("is noticed in the middle of a connection, when the server says that the view is void", async () => {
    restore(3, 0);
    server.append(bea, "another");
    server.broadcast({ type: "room.reset", id: null, room: ROOM, reason: "epoch" } as never);
    await world.run(200);
    expect(texts(chat)).toEqual(["m0", "m1", "m2", "another"]);
    expect(chat.notice.value).toEqual({ kind: "reloaded" });
    expect(tab.sockets).toHaveLength(1);
  });

  it("of another store, in which one is nobody, drops nothing that was written", async () => {
    tab.goOffline();
    chat.send("mine");
    restore(0, 0);
    server.people = [];
    tab.goOnline();
    await world.run(3_000);
    expect(chat.you.value).toBeNull();
    expect(await house.stored()).toEqual(["mine"]);
    expect(chat.notice.value).toEqual({ kind: "reloaded" });
  });

  it("is not told where it is the same and only too much was missed", async () => {
    tab.goOffline();
    for (const text of numbered(1_100)) server.append(bea, text);
    tab.goOnline();
    await world.run(3_000);
    expect(asked("room.load")).toBe(2);
    expect([chat.notice.value, chat.current.value?.openings.value]).toEqual([null, 1]);
  });
});
