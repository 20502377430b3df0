import { effect } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { House, numbered, states } from "./house";
import type { FakeServer } from "./server";
import type { World } from "./world";

let house: House;
let world: World;
let server: FakeServer;

beforeEach(() => {
  house = new House();
  ({ world, server } = house);
});

describe("one's own messages", () => {
  it("show at once and leave in the frame in which the event is applied", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    chat.send("hello");
    expect(chat.current.value?.own.value.map((own) => own.body)).toEqual(["hello"]);
    const frames: string[] = [];
    const stop = effect(() => {
      const room = chat.current.value;
      const log = room?.messages.value.map((message) => message.body) ?? [];
      frames.push([...log, ...(room?.own.value.map((own) => `(${own.body})`) ?? [])].join(" "));
    });
    await world.run(100);
    stop();
    expect(new Set(frames)).toEqual(new Set(["(hello)", "hello"]));
    expect(house.bodies()).toEqual(["hello"]);
    expect(await house.stored()).toEqual([]);
  });

  it("written offline survive a reload and go out once, in order", async () => {
    house.signedIn();
    const first = house.open();
    await world.run(100);
    first.tab.goOffline();
    for (const body of ["one", "two", "three"]) first.chat.send(body);
    await world.run(1_000);
    expect(first.chat.current.value?.own.value.map((own) => own.state)).toEqual([
      "waiting",
      "waiting",
      "waiting",
    ]);
    first.tab.crash();

    const second = house.open();
    await world.run(1_000);
    expect(house.bodies()).toEqual(["one", "two", "three"]);
    expect(server.received).toHaveLength(3);
    expect(second.chat.current.value?.own.value).toEqual([]);
    expect(second.chat.current.value?.messages.value.map((one) => one.body)).toEqual(["one", "two", "three"]);
    second.tab.crash();
    house.open();
    await world.run(1_000);
    expect(server.received).toHaveLength(3);
  });

  it("come once each, in order, when the socket is cut 100 times before the acknowledgement", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    let cuts = 0;
    server.onSend = () => {
      if (cuts >= 100) return null;
      cuts++;
      return cuts % 3 === 0 ? "cut before commit" : "cut after commit";
    };
    for (const body of numbered(60)) {
      chat.send(body);
      await world.run(900);
    }
    for (let turn = 0; turn < 400 && house.bodies().length < 60; turn++) await world.run(1_000);
    await world.run(10_000);
    expect(cuts).toBe(100);
    expect(house.bodies()).toEqual(numbered(60));
    expect(chat.current.value?.messages.value.map((one) => one.body)).toEqual(numbered(60));
    expect(chat.current.value?.own.value).toEqual([]);
  });

  it("go out pipelined, at most 16 in flight", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    server.mute = true;
    for (const body of numbered(40)) chat.send(body);
    await world.run(500);
    expect(server.received).toEqual([]);
    expect(server.commands.filter((command) => command.type === "message.send")).toHaveLength(16);
    expect(states(chat)).toEqual([...Array(16).fill("pending"), ...Array(24).fill("waiting")]);
    server.cutAll();
    await world.run(1);
    expect(new Set(states(chat))).toEqual(new Set(["waiting"]));
    server.mute = false;
    await world.run(5_000);
    expect(house.bodies()).toEqual(numbered(40));
    expect(server.received).toHaveLength(40);
  });

  it("keep their order when a refused one may be sent again at once, with more behind than fit", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    let refusals = 0;
    server.onSend = ({ body }) =>
      body === "m1" && refusals++ < 3 ? { code: "unavailable", retryable: true, retry_after_ms: 0 } : null;
    for (const body of numbered(50)) chat.send(body);
    await world.run(5_000);
    expect(house.bodies()).toEqual(numbered(50));
    expect(server.commands.filter((command) => command.type === "outbox.resume")).toHaveLength(3);
  });

  it("are off the disk once acknowledged, though the log is not there yet", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    for (const session of server.sessions) session.joined.clear();
    chat.send("hello");
    await world.run(200);
    expect(await house.stored()).toEqual([]);
    expect(states(chat)).toEqual(["pending"]);
    await world.run(15_000);
    expect(states(chat)).toEqual([]);
    expect(chat.current.value?.messages.value.map((one) => one.body)).toEqual(["hello"]);
    expect(server.received).toHaveLength(1);
  });

  it("wait after a retryable refusal, say outbox.resume, and keep their order and keys", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    let refusals = 0;
    server.onSend = (command) =>
      command.body === "m1" && refusals++ < 2
        ? { code: "rate_limited", retryable: true, retry_after_ms: 5_000 }
        : null;
    for (const body of numbered(5)) chat.send(body);
    await world.run(1_000);
    expect(house.bodies()).toEqual(["m0"]);
    const own = chat.current.value?.own.value ?? [];
    expect(own.map((one) => one.state)).toEqual(["held", "waiting", "waiting", "waiting"]);
    expect(own[0]?.code).toBe("rate_limited");
    expect(own[0]?.retryAt).toBeGreaterThan(world.now + 3_000);
    await world.run(3_000);
    expect(house.bodies()).toEqual(["m0"]);
    await world.run(10_000);
    expect(house.bodies()).toEqual(numbered(5));
    expect(server.commands.filter((command) => command.type === "outbox.resume")).toHaveLength(2);
    expect(new Set(server.received.map((command) => command.id)).size).toBe(5);
    expect(chat.current.value?.own.value).toEqual([]);
  });

  it("say so when refused for good, and those behind go on", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    let refuse = true;
    server.onSend = ({ body }) => (body === "m1" && refuse ? { code: "conflict", retryable: false } : null);
    for (const body of numbered(3)) chat.send(body);
    await world.run(500);
    expect(house.bodies()).toEqual(["m0", "m2"]);
    const failed = chat.current.value?.own.value[0];
    expect([failed?.body, failed?.state, failed?.code]).toEqual(["m1", "failed", "conflict"]);
    refuse = false;
    chat.retry(failed?.key ?? "");
    await world.run(500);
    expect(house.bodies()).toEqual(["m0", "m2", "m1"]);
    // The refused key stands for another content.
    expect(new Set(server.received.map((command) => command.id)).size).toBe(4);
  });

  it("can be taken back while nobody can have them", async () => {
    house.signedIn();
    const { chat, tab } = house.open();
    await world.run(100);
    server.onSend = () => "cut before commit";
    chat.send("under way");
    await world.run(50);
    tab.goOffline();
    chat.send("never sent");
    const [underWay, never] = chat.current.value?.own.value ?? [];
    expect(chat.withdraw(underWay?.key ?? "")).toBe("");
    expect(chat.withdraw(never?.key ?? "")).toBe("never sent");
    expect(chat.current.value?.own.value.map((own) => own.body)).toEqual(["under way"]);
    server.onSend = () => null;
    tab.goOnline();
    await world.run(3_000);
    expect(house.bodies()).toEqual(["under way"]);
  });

  it("too large for a frame fail here instead of closing the connection for ever", async () => {
    house.signedIn();
    const { chat } = house.open();
    await world.run(100);
    chat.send("\u0001".repeat(12_000));
    chat.send("small");
    await world.run(500);
    expect(house.bodies()).toEqual(["small"]);
    expect(chat.current.value?.own.value.map((own) => own.code)).toEqual(["too_large"]);
  });

  it("live in this tab's memory where there is no IndexedDB", async () => {
    globalThis.indexedDB = {
      open: () => {
        throw new DOMException("denied", "SecurityError");
      },
    } as unknown as IDBFactory;
    house.signedIn();
    const { chat, tab } = house.open();
    await world.run(100);
    tab.goOffline();
    chat.send("one");
    await world.run(100);
    tab.goOnline();
    await world.run(3_000);
    expect(house.bodies()).toEqual(["one"]);
    expect(chat.current.value?.own.value).toEqual([]);
  });
});
