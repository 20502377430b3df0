import { effect } from "@preact/signals";
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Chat } from "../src/contract";
import { createChat } from "../src/state/chat";
import { openOutbox } from "../src/storage/outbox";
import { FakeServer } from "./server";
import { Browser, type Tab, World } from "./world";

let world: World;
let server: FakeServer;
let browser: Browser;

beforeEach(() => {
  world = new World(7);
  server = new FakeServer(world);
  browser = new Browser(world, server);
});

function open(tab: Tab = browser.tab()) {
  return { tab, chat: createChat({ platform: tab.platform, language: () => "en" }) };
}

function signedIn(): void {
  browser.cookie = server.guest("Ann").id;
}

const bodies = () => server.messages().map((event) => event.body);
const states = (chat: Chat) => chat.current.value?.own.value.map((own) => own.state);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);

describe("one's own messages", () => {
  it("show at once and leave in the frame in which the event is applied", async () => {
    signedIn();
    const { chat } = open();
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
    expect(bodies()).toEqual(["hello"]);
    expect(await (await openOutbox()).all()).toEqual([]);
  });

  it("written offline survive a reload and go out once, in order", async () => {
    signedIn();
    const first = open();
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

    const second = open();
    await world.run(1_000);
    expect(bodies()).toEqual(["one", "two", "three"]);
    expect(server.received).toHaveLength(3);
    expect(second.chat.current.value?.own.value).toEqual([]);
    expect(second.chat.current.value?.messages.value.map((one) => one.body)).toEqual(["one", "two", "three"]);
    second.tab.crash();
    open();
    await world.run(1_000);
    expect(server.received).toHaveLength(3);
  });

  it("come once each, in order, when the socket is cut 100 times before the acknowledgement", async () => {
    signedIn();
    const { chat } = open();
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
    for (let turn = 0; turn < 400 && bodies().length < 60; turn++) await world.run(1_000);
    await world.run(10_000);
    expect(cuts).toBe(100);
    expect(bodies()).toEqual(numbered(60));
    expect(chat.current.value?.messages.value.map((one) => one.body)).toEqual(numbered(60));
    expect(chat.current.value?.own.value).toEqual([]);
  });

  it("go out pipelined, at most 16 in flight", async () => {
    signedIn();
    const { chat } = open();
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
    expect(bodies()).toEqual(numbered(40));
    expect(server.received).toHaveLength(40);
  });

  it("keep their order when a refused one may be sent again at once, with more behind than fit", async () => {
    signedIn();
    const { chat } = open();
    await world.run(100);
    let refusals = 0;
    server.onSend = ({ body }) =>
      body === "m1" && refusals++ < 3 ? { code: "unavailable", retryable: true, retry_after_ms: 0 } : null;
    for (const body of numbered(50)) chat.send(body);
    await world.run(5_000);
    expect(bodies()).toEqual(numbered(50));
    expect(server.commands.filter((command) => command.type === "outbox.resume")).toHaveLength(3);
  });

  it("are off the disk once acknowledged, though the log is not there yet", async () => {
    signedIn();
    const { chat } = open();
    await world.run(100);
    for (const session of server.sessions) session.joined = false;
    chat.send("hello");
    await world.run(200);
    expect(await (await openOutbox()).all()).toEqual([]);
    expect(states(chat)).toEqual(["pending"]);
    await world.run(15_000);
    expect(states(chat)).toEqual([]);
    expect(chat.current.value?.messages.value.map((one) => one.body)).toEqual(["hello"]);
    expect(server.received).toHaveLength(1);
  });

  it("wait after a retryable refusal, say outbox.resume, and keep their order and keys", async () => {
    signedIn();
    const { chat } = open();
    await world.run(100);
    let refusals = 0;
    server.onSend = (command) =>
      command.body === "m1" && refusals++ < 2
        ? { code: "rate_limited", retryable: true, retry_after_ms: 5_000 }
        : null;
    for (const body of numbered(5)) chat.send(body);
    await world.run(1_000);
    expect(bodies()).toEqual(["m0"]);
    const own = chat.current.value?.own.value ?? [];
    expect(own.map((one) => one.state)).toEqual(["held", "waiting", "waiting", "waiting"]);
    expect(own[0]?.code).toBe("rate_limited");
    expect(own[0]?.retryAt).toBeGreaterThan(world.now + 3_000);
    await world.run(3_000);
    expect(bodies()).toEqual(["m0"]);
    await world.run(10_000);
    expect(bodies()).toEqual(numbered(5));
    expect(server.commands.filter((command) => command.type === "outbox.resume")).toHaveLength(2);
    expect(new Set(server.received.map((command) => command.id)).size).toBe(5);
    expect(chat.current.value?.own.value).toEqual([]);
  });

  it("say so when refused for good, and those behind go on", async () => {
    signedIn();
    const { chat } = open();
    await world.run(100);
    let refuse = true;
    server.onSend = ({ body }) => (body === "m1" && refuse ? { code: "conflict", retryable: false } : null);
    for (const body of numbered(3)) chat.send(body);
    await world.run(500);
    expect(bodies()).toEqual(["m0", "m2"]);
    const failed = chat.current.value?.own.value[0];
    expect([failed?.body, failed?.state, failed?.code]).toEqual(["m1", "failed", "conflict"]);
    refuse = false;
    chat.retry(failed?.key ?? "");
    await world.run(500);
    expect(bodies()).toEqual(["m0", "m2", "m1"]);
    // The refused key stands for another content.
    expect(new Set(server.received.map((command) => command.id)).size).toBe(4);
  });

  it("can be taken back while nobody can have them", async () => {
    signedIn();
    const { chat, tab } = open();
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
    expect(bodies()).toEqual(["under way"]);
  });

  it("too large for a frame fail here instead of closing the connection for ever", async () => {
    signedIn();
    const { chat } = open();
    await world.run(100);
    chat.send("\u0001".repeat(12_000));
    chat.send("small");
    await world.run(500);
    expect(bodies()).toEqual(["small"]);
    expect(chat.current.value?.own.value.map((own) => own.code)).toEqual(["too_large"]);
  });

  it("live in this tab's memory where there is no IndexedDB", async () => {
    globalThis.indexedDB = {
      open: () => {
        throw new DOMException("denied", "SecurityError");
      },
    } as unknown as IDBFactory;
    signedIn();
    const { chat, tab } = open();
    await world.run(100);
    tab.goOffline();
    chat.send("one");
    await world.run(100);
    tab.goOnline();
    await world.run(3_000);
    expect(bodies()).toEqual(["one"]);
    expect(chat.current.value?.own.value).toEqual([]);
  });
});

describe("several tabs", () => {
  it("show each other's messages, and send each once", async () => {
    signedIn();
    const first = open();
    const second = open();
    await world.run(200);
    first.tab.goOffline();
    second.tab.goOffline();
    first.chat.send("from the first");
    await world.run(10);
    second.chat.send("from the second");
    await world.run(100);
    for (const { chat } of [first, second])
      expect(chat.current.value?.own.value.map((own) => own.body)).toEqual([
        "from the first",
        "from the second",
      ]);
    first.tab.goOnline();
    second.tab.goOnline();
    await world.run(5_000);
    expect(bodies()).toEqual(["from the first", "from the second"]);
    for (const { chat } of [first, second]) expect(chat.current.value?.own.value).toEqual([]);
    expect(server.received).toHaveLength(2);
  });

  it("take over when the one that sends is closed", async () => {
    signedIn();
    const first = open();
    const second = open();
    await world.run(200);
    server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 60_000 });
    first.chat.send("mine");
    await world.run(500);
    expect(second.chat.current.value?.own.value.map((own) => own.state)).toEqual(["held"]);
    server.onSend = () => null;
    first.tab.crash();
    await world.run(500);
    expect(bodies()).toEqual(["mine"]);
    expect(second.chat.current.value?.own.value).toEqual([]);
  });

  it("leave the turn to a tab that waits for a retry, and take it from one that is frozen", async () => {
    signedIn();
    const first = open();
    const second = open();
    await world.run(200);
    server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 40_000 });
    first.chat.send("mine");
    await world.run(30_000);
    expect(server.received).toHaveLength(1);
    server.onSend = () => null;
    first.tab.frozen = true;
    second.chat.send("second");
    await world.run(15_000);
    expect(bodies()).toEqual(["mine", "second"]);
  });

  it("keep the turn a moment for the next message, and send what the others say meanwhile", async () => {
    signedIn();
    const first = open();
    const second = open();
    await world.run(200);
    first.chat.send("one");
    await world.run(1_000);
    const asked = browser.locksAsked;
    first.chat.send("two");
    second.chat.send("three");
    await world.run(1_000);
    expect(bodies()).toEqual(["one", "two", "three"]);
    expect(browser.locksAsked - asked).toBeLessThanOrEqual(1);
    first.tab.frozen = true;
    await world.run(20_000);
    first.tab.frozen = false;
    await world.run(20_000);
    const later = browser.locksAsked;
    second.chat.send("four");
    await world.run(1_000);
    expect(browser.locksAsked).toBeGreaterThan(later);
    expect(bodies().at(-1)).toBe("four");
    expect(server.received).toHaveLength(4);
  });

  it("without Web Locks send only what they made themselves", async () => {
    browser.secure = false;
    signedIn();
    const first = open();
    const second = open();
    await world.run(200);
    first.chat.send("one");
    await world.run(500);
    expect(server.received).toHaveLength(1);
    expect(second.chat.current.value?.own.value).toEqual([]);
  });
});

describe("a visitor who speaks", () => {
  it("becomes a guest by the first message, under the proposed name, in all tabs", async () => {
    const first = open();
    const second = open();
    await world.run(200);
    expect(first.chat.you.value).toBeNull();
    expect(first.chat.proposedName.value).toBe("Jasmine Fox");
    first.chat.send("hello");
    second.chat.send("me too");
    expect(first.chat.current.value?.own.value.map((own) => own.body)).toContain("hello");
    await world.run(3_000);
    expect(server.posts).toBe(1);
    for (const { chat } of [first, second]) expect(chat.you.value).toEqual({ id: 1, name: "Jasmine Fox" });
    expect(bodies().toSorted()).toEqual(["hello", "me too"]);
    for (const { chat } of [first, second]) expect(chat.current.value?.own.value).toEqual([]);
  });

  it("is asked again when the name is taken, and the text waits", async () => {
    server.takenNames.add("Jasmine Fox");
    const { chat } = open();
    await world.run(200);
    chat.send("hello");
    await world.run(1_000);
    const own = chat.current.value?.own.value[0];
    expect([own?.state, own?.code, own?.retryAt]).toEqual(["held", "name_taken", null]);
    expect(chat.proposedName.value).toBe("Oolong Owl");
    expect(server.posts).toBe(1);
    chat.retry(own?.key ?? "");
    await world.run(3_000);
    expect(chat.you.value?.name).toBe("Oolong Owl");
    expect(bodies()).toEqual(["hello"]);
  });

  it("waits as long as the server asks", async () => {
    server.refuseGuests = { code: "rate_limited", retryable: true, retry_after_ms: 8_000 };
    const { chat } = open();
    await world.run(200);
    chat.send("hello");
    await world.run(1_000);
    expect(chat.current.value?.own.value[0]?.state).toBe("held");
    chat.send("again");
    server.refuseGuests = null;
    await world.run(5_000);
    expect(server.posts).toBe(1);
    await world.run(5_000);
    expect(bodies()).toEqual(["hello", "again"]);
  });

  it("does not make guests for ever when the cookie is not taken", async () => {
    Object.defineProperty(browser, "cookie", { get: () => null, set: () => {} });
    const { chat } = open();
    await world.run(200);
    chat.send("hello");
    await world.run(60_000);
    expect(server.posts).toBe(1);
    expect(chat.current.value?.own.value[0]?.code).toBe("not_signed_in");
  });

  it("renames: by a guest being made, then by a command", async () => {
    server.takenNames.add("Bob");
    const { chat } = open();
    await world.run(200);
    const bob = chat.rename("Bob");
    await world.run(100);
    expect(await bob).toBe("name_taken");
    const cat = chat.rename("Cat");
    await world.run(1_000);
    expect(await cat).toBeNull();
    expect(chat.you.value?.name).toBe("Cat");
    const dog = chat.rename("Dog");
    await world.run(100);
    expect(await dog).toBeNull();
    expect(chat.you.value).toEqual({ id: 2 - 1, name: "Dog" });
    const again = chat.rename("Bob");
    await world.run(100);
    expect(await again).toBe("name_taken");
    expect(server.posts).toBe(2);
  });
});
