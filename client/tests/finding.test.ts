/** Searches, mentions, people, and messages that others speak of. */
import { effect } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { KEPT } from "../src/state/referred";
import type { Command, Person } from "../src/wire.gen";
import { House } from "./house";
import { type FakeServer, ROOM } from "./server";
import type { Tab, World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let bea: Person;
let chat: ReturnType<House["open"]>["chat"];
let tab: Tab;

beforeEach(async () => {
  house = new House(19);
  ({ world, server } = house);
  house.signedIn();
  bea = server.guest("Bea");
  for (let one = 1; one <= 400; one++)
    server.add(ROOM, {
      type: "message.created",
      sender: bea,
      body: one % 10 === 0 ? `tea ${one}` : `text ${one}`,
      ...(one % 100 === 0 ? { mentions: [1] } : {}),
    });
  ({ chat, tab } = house.open());
  await world.run(100);
});

const asked = <T extends Command["type"]>(type: T) =>
  server.commands.filter((command): command is Extract<Command, { type: T }> => command.type === type);
const seqs = () => chat.hits.value?.messages.map(({ seq }) => seq);

describe("a search", () => {
  it("gives pages, the newest first, and ends with an empty query", async () => {
    chat.search("tea");
    expect(chat.hits.value).toEqual({ query: "tea", state: "loading", messages: [], count: 0, more: false });
    await world.run(100);
    expect(seqs()?.slice(0, 2)).toEqual([400, 390]);
    expect([seqs()?.length, chat.hits.value?.count, chat.hits.value?.more]).toEqual([20, 40, true]);
    chat.moreHits();
    chat.moreHits();
    await world.run(100);
    expect([seqs()?.length, seqs()?.at(-1), chat.hits.value?.more]).toEqual([40, 10, false]);
    chat.moreHits();
    expect(asked("search")).toHaveLength(2);
    chat.search(" ");
    expect(chat.hits.value).toBeNull();
  });

  it("and the few finds of the switcher stand apart", async () => {
    chat.search("tea");
    await world.run(100);
    const found = chat.hits.value;
    chat.quickSearch("text 7");
    await world.run(100);
    expect(chat.hits.value).toBe(found);
    expect([chat.quickHits.value?.query, chat.quickHits.value?.messages.at(-1)?.seq]).toEqual(["text 7", 7]);
    chat.search("tea 4");
    await world.run(100);
    expect(chat.quickHits.value?.query).toBe("text 7");
    server.add(ROOM, { type: "message.recalled", sender: bea, target: 7 });
    await world.run(100);
    expect(chat.quickHits.value?.messages.some(({ seq }) => seq === 7)).toBe(false);
    chat.quickSearch(" ");
    expect(chat.quickHits.value).toBeNull();
    expect(chat.hits.value?.query).toBe("tea 4");
  });

  it("says nothing of an earlier one, and can go on after a failure", async () => {
    chat.search("tea");
    chat.search("text 7");
    await world.run(100);
    expect([chat.hits.value?.query, seqs()?.at(-1)]).toEqual(["text 7", 7]);
    tab.goOffline();
    chat.search("tea");
    expect(chat.hits.value?.state).toBe("failed");
    tab.goOnline();
    await world.run(3_000);
    chat.moreHits();
    await world.run(100);
    expect([chat.hits.value?.state, seqs()?.length]).toEqual(["ready", 20]);
  });

  it("shows no text that was changed or taken back since", async () => {
    chat.search("tea 4");
    await world.run(100);
    expect(seqs()).toEqual([400, 40]);
    server.add(ROOM, { type: "message.recalled", sender: bea, target: 400 });
    server.add(ROOM, { type: "message.edited", sender: bea, target: 40, body: "tea 40, cold" });
    await world.run(100);
    expect(chat.hits.value?.messages.map(({ body }) => body)).toEqual(["tea 40, cold"]);
  });

  it("of what calls oneself is the same", async () => {
    chat.loadMentions();
    await world.run(100);
    expect(chat.mentions.value?.messages.map(({ seq }) => seq)).toEqual([400, 300, 200, 100]);
  });
});

describe("messages that others speak of", () => {
  it("are fetched together, once, and kept up to date", async () => {
    const room = chat.current.value;
    const kinds = Array.from({ length: 60 }, (_, at) => room?.referred(at + 1));
    expect(kinds[0]?.value).toEqual({ kind: "loading" });
    room?.referred(1);
    await world.run(100);
    expect(asked("messages.read").map((command) => command.seqs.length)).toEqual([50, 10]);
    expect(kinds.every((one) => one?.value.kind === "message")).toBe(true);
    server.add(ROOM, { type: "message.edited", sender: bea, target: 1, body: "changed" });
    server.add(ROOM, { type: "message.recalled", sender: bea, target: 2 });
    await world.run(100);
    expect(kinds[0]?.value).toMatchObject({ message: { body: "changed" } });
    expect(kinds[1]?.value).toMatchObject({ message: { body: null } });
    expect(asked("messages.read")).toHaveLength(2);
  });

  it("are taken out of the window where they are in it, and gone where there is none", async () => {
    server.append(null, "");
    await world.run(10);
    const room = chat.current.value;
    expect(room?.referred(400).value).toMatchObject({ kind: "message", message: { body: "tea 400" } });
    expect(room?.referred(401).value).toEqual({ kind: "gone" });
    const far = room?.referred(9_999);
    await world.run(100);
    expect(far?.value).toEqual({ kind: "gone" });
    expect(asked("messages.read")).toHaveLength(1);
  });

  it("are as of now after an absence, by events or, after a reset, anew", async () => {
    const referred = chat.current.value?.referred(3);
    await world.run(100);
    tab.goOffline();
    server.add(ROOM, { type: "message.edited", sender: bea, target: 3, body: "once" });
    tab.goOnline();
    await world.run(3_000);
    expect(referred?.value).toMatchObject({ message: { body: "once" } });
    expect(asked("messages.read")).toHaveLength(1);
    tab.goOffline();
    server.resumeEvents = 0;
    server.add(ROOM, { type: "message.edited", sender: bea, target: 3, body: "twice" });
    for (let one = 0; one < 60; one++) server.append(bea, "much");
    tab.goOnline();
    await world.run(3_000);
    expect(referred?.value).toMatchObject({ message: { body: "twice" } });
  });

  it("asked for on a connection that ends are asked for on the next", async () => {
    server.onAsked = (command) => command.type !== "messages.read";
    const referred = chat.current.value?.referred(3);
    await world.run(10);
    server.onAsked = () => true;
    server.cutAll();
    await world.run(3_000);
    expect(referred?.value.kind).toBe("message");
  });

  it("are forgotten beyond two hundred, but none that is looked at", async () => {
    const room = chat.current.value;
    const first = room?.referred(1);
    const stop = effect(() => void first?.value);
    for (let seq = 2; seq <= KEPT + 20; seq++) room?.referred(seq);
    await world.run(100);
    const before = asked("messages.read").length;
    expect(room?.referred(1)).toBe(first);
    room?.referred(2);
    await world.run(100);
    expect(
      asked("messages.read")
        .slice(before)
        .map((command) => command.seqs),
    ).toEqual([[2]]);
    stop();
  });
});

describe("people", () => {
  it("have names as far as they are known, and are asked for together", async () => {
    const cat = server.guest("Cat");
    const dan = server.guest("Dan");
    expect(chat.nameOf(bea.id).value).toBe("Bea");
    const names = [cat, dan, cat].map(({ id }) => chat.nameOf(id));
    expect(names.map(({ value }) => value)).toEqual(["", "", ""]);
    await world.run(100);
    expect(names.map(({ value }) => value)).toEqual(["Cat", "Dan", "Cat"]);
    expect(asked("people.read").map(({ people }) => people)).toEqual([[cat.id, dan.id]]);
    server.broadcast({
      type: "presence.changed",
      room: ROOM,
      count: 2,
      renamed: [{ id: cat.id, name: "Kit" }],
    });
    await world.run(10);
    expect(names[0]?.value).toBe("Kit");
  });

  it("are found by how their names begin", async () => {
    const found = chat.findPeople("be");
    await world.run(100);
    expect([await found, await chat.findPeople("")]).toEqual([[bea], []]);
  });

  it("say of themselves whether they are away", async () => {
    const outcome = chat.setStatus(true, "tea");
    await world.run(100);
    expect([await outcome, chat.you.value]).toEqual([
      null,
      { id: 1, name: "Ann", away: true, status: "tea" },
    ]);
    tab.goOffline();
    expect(await chat.setStatus(false, "")).toBe("offline");
  });
});
