/** What one does to messages: shown at once where that is due, and done once. */
import { effect } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../src/contract";
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
  house = new House(9);
  ({ world, server } = house);
  house.signedIn();
  bea = server.guest("Bea");
  for (const body of ["one", "two"]) server.append(bea, body);
  server.add(ROOM, { type: "message.created", sender: bea, body: "tea?", options: ["green", "black"] });
  ({ chat, tab } = house.open());
  await world.run(100);
});

const message = (seq: number): Message | undefined =>
  chat.current.value?.messages.value.find((one) => one.seq === seq);
const asked = (type: Command["type"]) => server.commands.filter((command) => command.type === type);

describe("a change", () => {
  it("of every kind is an event for all", async () => {
    const outcomes = [chat.edit(1, "changed", []), chat.recall(2), chat.pin(3, true), chat.closePoll(3)];
    await world.run(100);
    expect(await Promise.all(outcomes)).toEqual([null, null, null, null]);
    expect(message(1)).toMatchObject({ body: "changed" });
    expect(message(2)).toMatchObject({ body: null, folded: { recalled_by: 1 } });
    expect([message(3)?.folded, chat.current.value?.pins.value]).toEqual([
      { pinned: true, closed: true },
      [3],
    ]);
    void chat.pin(3, false);
    await world.run(100);
    expect(chat.current.value?.pins.value).toEqual([]);
  });

  it("by a reaction or a vote shows at once, and never twice", async () => {
    server.add(ROOM, { type: "reaction.added", sender: bea, target: 1, emoji: "👍" });
    await world.run(10);
    const shown = new Set<string>();
    const stop = effect(() => {
      const people = message(1)
        ?.folded.reactions?.map((one) => one.people.join("+"))
        .join();
      shown.add(`${people} ${JSON.stringify(message(3)?.folded.votes)}`);
    });
    const outcomes = [chat.react(1, "👍", true), chat.vote(3, 1)];
    expect(message(1)?.folded.reactions).toEqual([{ emoji: "👍", people: [2, 1] }]);
    expect(message(3)?.folded.votes).toEqual([[], [1]]);
    await world.run(1_000);
    stop();
    expect(await Promise.all(outcomes)).toEqual([null, null]);
    expect([...shown]).toEqual(["2 undefined", "2+1 undefined", "2+1 [[],[1]]"]);
    expect(server.log).toHaveLength(6);
  });

  it("that is refused is taken back, and says why", async () => {
    server.onChange = () => ({ code: "too_many", retryable: false });
    const outcome = chat.react(1, "👍", true);
    expect(message(1)?.folded.reactions).toHaveLength(1);
    await world.run(100);
    expect([await outcome, message(1)?.folded]).toEqual(["too_many", {}]);
  });

  it("goes out after the one before on the same message, so that the last word is the last", async () => {
    server.onAsked = (command) => command.type !== "reaction.add";
    void chat.react(1, "👍", true);
    void chat.react(1, "👍", false);
    void chat.react(3, "🎉", true);
    await world.run(100);
    expect([asked("reaction.add").length, asked("reaction.remove").length]).toEqual([2, 0]);
    expect(message(1)?.folded).toEqual({});
    server.onAsked = () => true;
    server.cutAll();
    await world.run(5_000);
    expect(
      server.log
        .slice(3)
        .map(({ type }) => type)
        .toSorted(),
    ).toEqual(["reaction.added", "reaction.added", "reaction.removed"]);
    expect(message(1)?.folded).toEqual({});
  });

  it("is sent again under the same key, over any number of connections, and done once", async () => {
    let cuts = 0;
    server.onChange = () => (cuts++ < 6 ? (cuts % 2 === 0 ? "cut before commit" : "cut after commit") : null);
    const outcome = chat.react(1, "👍", true);
    let resolved: unknown = "open";
    void outcome.then((done) => {
      resolved = done;
    });
    await world.run(60_000);
    expect(resolved).toBeNull();
    expect(server.log.filter((event) => event.type === "reaction.added")).toHaveLength(1);
    expect(message(1)?.folded.reactions).toEqual([{ emoji: "👍", people: [1] }]);
    expect(new Set(asked("reaction.add").map(({ id }) => id)).size).toBe(1);
  });

  it("is done when it is seen in the log, though nobody answers", async () => {
    server.onChange = () => "cut after commit";
    const outcome = chat.react(1, "👍", true);
    await world.run(50);
    server.onAsked = (command) => command.type !== "reaction.add";
    await world.run(5_000);
    server.add(ROOM, { type: "reaction.removed", sender: server.people[0], target: 1, emoji: "👍" });
    await world.run(100);
    expect([await outcome, message(1)?.folded]).toEqual([null, {}]);
  });

  it("made offline waits for the connection, and after a refusal as long as it says", async () => {
    tab.goOffline();
    const outcome = chat.edit(1, "later", []);
    await world.run(1_000);
    let refused = false;
    server.onChange = () => {
      if (refused) return null;
      refused = true;
      return { code: "rate_limited", retryable: true, retry_after_ms: 5_000 };
    };
    tab.goOnline();
    await world.run(4_000);
    expect(message(1)?.body).toBe("one");
    await world.run(4_000);
    expect([await outcome, message(1)?.body]).toEqual([null, "later"]);
  });

  it("is over with who made it, and none of a visitor's", async () => {
    server.onChange = () => ({ code: "rate_limited", retryable: true, retry_after_ms: 60_000 });
    const outcome = chat.react(1, "👍", true);
    await world.run(100);
    void chat.signOut();
    await world.run(4_000);
    expect([await outcome, await chat.react(1, "👍", true)]).toEqual(["not_signed_in", "not_signed_in"]);
    expect(message(1)?.folded).toEqual({});
  });

  it("that came while this page was away shows as on a fresh one", async () => {
    const referred = chat.current.value?.referred(1);
    tab.goOffline();
    server.add(ROOM, { type: "message.edited", sender: bea, target: 1, body: "changed" });
    server.add(ROOM, { type: "message.recalled", sender: bea, target: 2 });
    tab.goOnline();
    await world.run(3_000);
    expect([message(1)?.body, message(2)?.body]).toEqual(["changed", null]);
    expect(referred?.value).toMatchObject({ kind: "message", message: { body: "changed" } });
  });

  it("of earlier versions can be read", async () => {
    const versions = chat.versions(1);
    await world.run(100);
    expect(await versions).toEqual([
      [1, "before"],
      [2, "after"],
    ]);
    tab.goOffline();
    expect(await chat.versions(1)).toBeNull();
  });
});
