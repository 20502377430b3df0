/** Rooms that one may not know of any more, who is what in them, and what one may do. */
import { beforeEach, describe, expect, it } from "vitest";
import { WRITE_MS } from "../src/state/past";
import { barredBy, roleIn } from "../src/state/rights";
import { openDatabase } from "../src/storage/database";
import { openPast } from "../src/storage/past";
import type { Person, Sanction } from "../src/wire.gen";
import { House, texts } from "./house";
import { type FakeServer, ROOM } from "./server";
import type { World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let ann: Person;
let bea: Person;

beforeEach(() => {
  house = new House(21);
  ({ world, server } = house);
  house.signedIn();
  ann = server.people[0] as Person;
  bea = server.guest("Bea");
});

/** A private room of Bea's in which Ann is, with a message. */
function den(): number {
  const room = server.addRoom("den", "Den");
  room.access = "private";
  room.roles.set(bea.id, "owner").set(ann.id, "member");
  server.add(room.id, { type: "message.created", sender: bea, body: "the secret" });
  return room.id;
}

const kept = async (): Promise<string> => JSON.stringify(await openPast(openDatabase()).logs());

describe("a room that one may not know of any more", () => {
  it("is gone from the screen, the list, the outbox and the disk, and is told of once", async () => {
    const room = den();
    const { chat } = house.open();
    await world.run(100);
    chat.open(room);
    await world.run(2 * WRITE_MS);
    expect(texts(chat)).toEqual(["the secret"]);
    expect(await kept()).toContain("the secret");
    chat.search("secret");
    await world.run(100);

    server.onSend = () => ({ code: "rate_limited", retryable: true, retry_after_ms: 60_000 });
    chat.send("to be said in the den");
    await world.run(100);
    server.remove(room, ann);
    await world.run(2 * WRITE_MS);
    expect(chat.current.value?.room).toBe(ROOM);
    expect(chat.rooms.value.map(({ id }) => id)).toEqual([ROOM]);
    expect(chat.notice.value).toEqual({ kind: "gone", room, title: "Den", until: null, reason: "" });
    expect(chat.unsent.value).toEqual([]);
    expect(await house.stored()).toEqual([]);
    expect(await kept()).not.toContain("the secret");
    expect(chat.hits.value?.messages ?? []).toEqual([]);
    chat.dismissNotice();
    expect(chat.notice.value).toBeNull();

    // Nor does anything of it come back with the next start.
    const again = house.open();
    await world.run(2 * WRITE_MS);
    expect(again.chat.rooms.value.map(({ id }) => id)).toEqual([ROOM]);
    expect(again.chat.notice.value).toBeNull();
  });

  it("is gone from the disk too where one was away when it happened", async () => {
    const room = den();
    const first = house.open();
    await world.run(100);
    first.chat.open(room);
    await world.run(2 * WRITE_MS);
    first.tab.crash();
    server.room(room).roles.delete(ann.id);
    const { chat } = house.open();
    await world.run(2 * WRITE_MS);
    expect(chat.current.value?.room).toBe(ROOM);
    expect(chat.rooms.value.map(({ id }) => id)).toEqual([ROOM]);
    expect(await kept()).not.toContain("the secret");
  });

  it("leaves an empty place where it was the only one", async () => {
    const { chat } = house.open();
    await world.run(100);
    server.broadcast({ type: "room.gone", room: ROOM });
    await world.run(10);
    expect(chat.current.value).toBeNull();
    const room = den();
    await world.run(100);
    chat.open(room);
    await world.run(100);
    expect(texts(chat)).toEqual(["the secret"]);
  });
});

describe("who is what in a room", () => {
  it("is asked for once, and follows the log", async () => {
    const room = den();
    const { chat } = house.open();
    await world.run(100);
    chat.open(room);
    await world.run(1_000);
    const ranks = () => Object.fromEntries(chat.current.value?.ranks.value ?? []);
    const mine = () => chat.rooms.value.find(({ id }) => id === room)?.role;
    expect([ranks(), mine()]).toEqual([{ [bea.id]: "owner", [ann.id]: "member" }, "member"]);
    server.add(room, { type: "member.added", sender: bea, member: ann, role: "moderator" });
    await world.run(100);
    expect([ranks()[ann.id], mine()]).toEqual(["moderator", "moderator"]);
    server.add(room, { type: "member.removed", sender: bea, member: bea });
    await world.run(100);
    expect(ranks()).toEqual({ [ann.id]: "moderator" });
    chat.open(ROOM);
    await world.run(1_000);
    expect(ranks()).toEqual({});
  });

  it("stands in the log where it happened, also after a load, a page and a start from the disk", async () => {
    const doings = () => first.chat.current.value?.doings.value.map(({ seq, type }) => [seq, type]);
    server.append(bea, "one");
    server.add(ROOM, { type: "member.added", sender: bea, member: ann, role: "moderator" });
    for (let n = 0; n < 100; n++) server.append(bea, `text ${n}`);
    server.add(ROOM, { type: "room.changed", sender: bea, topic: "a topic is no doing" });
    server.add(ROOM, { type: "room.changed", sender: bea, slow_seconds: 30 });
    const first = house.open();
    await world.run(100);
    expect(doings()).toEqual([[104, "room.changed"]]);
    for (let page = 0; page < 3; page++) {
      first.chat.loadOlder();
      await world.run(100);
    }
    expect(doings()).toEqual([
      [2, "member.added"],
      [104, "room.changed"],
    ]);
    server.add(ROOM, { type: "member.removed", sender: bea, member: ann });
    await world.run(2 * WRITE_MS);
    expect(doings()?.at(-1)).toEqual([105, "member.removed"]);
    first.tab.crash();
    const tab = house.browser.tab();
    tab.offline = true;
    const { chat } = house.open(tab);
    await world.run(2_000);
    expect(chat.current.value?.doings.value.map(({ seq }) => seq)).toEqual([104, 105]);
    expect(chat.current.value?.state.value?.slow_seconds).toBe(30);
  });

  it("changes the rules of the room that is open, and a retention of -1 is the house's", async () => {
    const { chat } = house.open();
    await world.run(100);
    const state = () => chat.current.value?.state.value;
    server.add(ROOM, { type: "room.changed", sender: bea, retention_days: 30, read_only: true });
    await world.run(100);
    expect([state()?.retention_days, state()?.read_only]).toEqual([30, true]);
    server.add(ROOM, { type: "room.changed", sender: bea, retention_days: -1, access: "members" });
    await world.run(100);
    expect([state()?.retention_days, state()?.access]).toEqual([null, "members"]);
    expect(chat.rooms.value[0]?.access).toBe("members");
  });
});

describe("one's standing", () => {
  it("is that of the last word of the server, and a visitor has none", async () => {
    const { chat } = house.open();
    await world.run(100);
    expect([chat.role.value, chat.sanctions.value, chat.queue.value]).toEqual([
      "guest",
      [],
      { reports: 0, held: 0 },
    ]);
    const mute: Sanction = { id: 1, kind: "mute", room: null, until: null, reason: "spam" };
    server.broadcast({ type: "standing.changed", role: "moderator", sanctions: [mute] });
    server.broadcast({ type: "queue.changed", reports: 2, held: 1 });
    await world.run(10);
    expect([chat.role.value, chat.sanctions.value]).toEqual(["moderator", [mute]]);
    expect(chat.queue.value).toEqual({ reports: 2, held: 1 });
    void chat.signOut();
    await world.run(1_000);
    expect([chat.role.value, chat.sanctions.value]).toEqual(["visitor", []]);
    expect(chat.queue.value).toEqual({ reports: 0, held: 0 });
  });

  it("closed for good by a ban, it does not come back by itself", async () => {
    const { chat } = house.open();
    await world.run(100);
    const ban: Sanction = { id: 1, kind: "ban", room: null, until: world.now + 1e12, reason: "spam" };
    server.broadcast({ type: "standing.changed", role: "guest", sanctions: [ban] });
    server.broadcast({ type: "closing", code: "banned", message: "" });
    await world.run(10);
    server.cutAll(4403);
    await world.run(10 * 60_000);
    expect(chat.connection.value).toEqual({ phase: "ended", code: "banned" });
    expect([server.sessions.size, chat.sanctions.value]).toEqual([0, [ban]]);
    chat.reconnectNow();
    await world.run(1_000);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("in a room is the higher one of the two roles, and none in a conversation", () => {
    const room = { kind: "room", role: "moderator", owner: null };
    expect(roleIn("guest", room, 1)).toBe("moderator");
    expect(roleIn("admin", room, 1)).toBe("admin");
    expect(roleIn("guest", { ...room, owner: 1 }, 1)).toBe("owner");
    expect(roleIn("guest", { ...room, role: "", owner: 2 }, 1)).toBe("guest");
    expect(roleIn("guest", { ...room, kind: "direct" }, 1)).toBe("guest");
    expect(roleIn("visitor", room, null)).toBe("visitor");
  });

  it("is barred by what holds here now, and longest", () => {
    const one = (id: number, more: Partial<Sanction> = {}): Sanction => ({
      ...{ id, kind: "mute", room: null, until: 1_000, reason: "" },
      ...more,
    });
    const of = (sanctions: Sanction[]) => barredBy(sanctions, ["mute"], 1, 500)?.id ?? null;
    expect(of([one(1), one(2, { until: 2_000 })])).toBe(2);
    expect(of([one(1, { until: null }), one(2, { until: 2_000 })])).toBe(1);
    expect(of([one(1, { until: 500 })])).toBeNull();
    expect(of([one(1, { room: 2 })])).toBeNull();
    expect(of([one(1, { room: 1 })])).toBe(1);
    expect(of([one(1, { kind: "shadow" })])).toBeNull();
  });
});
