import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { delayAfter, jitter, type Loss } from "../src/net/backoff";
import { createChat } from "../src/state/chat";
import { CLOSE } from "../src/wire.gen";
import { FakeServer } from "./server";
import { Browser, type Tab, World } from "./world";

const LOSS: Loss = { code: 1006, slept: false, lasted: 60_000, restarting: false, asked: null };

describe("the wait before the next connection", () => {
  it("is within 2 s first, then full jitter up to 30 s", () => {
    expect([0, 0.5, 0.999].map((random) => jitter(0, random))).toEqual([0, 1_000, 1_998]);
    expect([1, 2, 3, 4, 5, 50].map((attempt) => jitter(attempt, 1))).toEqual([
      2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
    expect(jitter(9, 0)).toBe(0);
  });

  it.each([
    ["a slow reader comes back at once", { code: CLOSE.SLOW_READER }, 0, 0],
    ["unless it is slow again and again", { code: CLOSE.SLOW_READER, lasted: 10 }, 0, 1_000],
    ["a flood waits at least 30 s", { code: CLOSE.FLOOD }, 0, 31_000],
    ["or as long as the server says", { code: CLOSE.FLOOD, asked: 90_000 }, 0, 91_000],
    ["a restart comes back when drain said", { code: CLOSE.RESTART, asked: 700 }, 3, 700],
    ["sleep ends at once", { slept: true }, 0, 0],
    ["a refusal's own time is a lower bound", { asked: 12_000 }, 0, 12_000],
    ["who is banned stays away", { code: CLOSE.BANNED }, 0, null],
    ["who is not signed in stays away", { code: CLOSE.NOT_SIGNED_IN }, 0, null],
    ["so does whoever gets a code of that range which is not known", { code: 4_477 }, 0, null],
    ["a restart is tried again within 1 s", { restarting: true }, 4, 500],
    ["but not for ever", { restarting: true }, 10, 8_000],
    ["no first frame backs off", { code: CLOSE.NO_FIRST_FRAME }, 2, 2_000],
  ])("%s", (_name, change, attempt, expected) => {
    expect(delayAfter({ ...LOSS, ...change }, attempt, 0.5)).toBe(expected);
  });
});

describe("the connection", () => {
  let world: World;
  let server: FakeServer;
  let tab: Tab;
  let chat: ReturnType<typeof createChat>;

  beforeEach(async () => {
    world = new World(3);
    server = new FakeServer(world);
    const browser = new Browser(world, server);
    browser.cookie = server.guest("Ann").id;
    tab = browser.tab();
    chat = createChat({ platform: tab.platform, language: () => "en" });
    expect(chat.connection.value.phase).toBe("connecting");
    await world.run(100);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("comes back within 2 s, and says until when it waits", async () => {
    server.cutAll();
    await world.run(1);
    const state = chat.connection.value;
    expect(state.phase).toBe("offline");
    expect(state.phase === "offline" && (state.retryAt ?? 0) - world.now).toBeLessThanOrEqual(2_000);
    await world.run(2_100);
    expect(chat.connection.value.phase).toBe("online");
    expect(tab.sockets).toHaveLength(2);
  });

  it("tries less and less often while nobody answers, and at once when asked", async () => {
    tab.goOffline();
    tab.offline = false;
    const real = tab.platform.openSocket;
    tab.platform.openSocket = () => {
      const socket = real() as ReturnType<Tab["platform"]["openSocket"]> & { cut(): void };
      socket.cut();
      return socket;
    };
    await world.run(300_000);
    const tries = tab.sockets.length;
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(45);
    tab.platform.openSocket = real;
    chat.reconnectNow();
    await world.run(10);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("gives up a try that hangs when asked, but not one that has only begun", async () => {
    const real = tab.platform.openSocket;
    tab.platform.openSocket = () => ({ onmessage: null, onclose: null, send() {}, close() {} });
    server.cutAll();
    await world.run(1);
    chat.reconnectNow();
    tab.platform.openSocket = real;
    await world.run(1_000);
    chat.reconnectNow();
    await world.run(100);
    expect(chat.connection.value.phase).toBe("offline");
    await world.run(1_000);
    chat.reconnectNow();
    await world.run(100);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("waits for the network while the browser says that there is none", async () => {
    tab.goOffline();
    await world.run(20_000);
    expect(tab.sockets).toHaveLength(1);
    tab.goOnline();
    await world.run(10);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("obeys drain: comes back when it is time, and not before", async () => {
    server.broadcast({ type: "drain", after_ms: 4_000 });
    await world.run(3_900);
    expect(tab.sockets).toHaveLength(1);
    await world.run(200);
    expect(tab.sockets).toHaveLength(2);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("obeys drain when the server closes first", async () => {
    server.broadcast({ type: "drain", after_ms: 4_000 });
    await world.run(10);
    server.cutAll(CLOSE.RESTART);
    await world.run(3_000);
    expect(chat.connection.value.phase).toBe("restarting");
    expect(tab.sockets).toHaveLength(1);
    await world.run(1_100);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("notices that nothing is heard any more", async () => {
    server.mute = true;
    await world.run(15_000);
    expect(tab.sockets).toHaveLength(1);
    await world.run(20_000);
    expect(tab.sockets.length).toBeGreaterThan(1);
  });

  it("notices sleep at once, though the monotonic clock stood still", async () => {
    await world.run(1_000);
    world.epochOffset += 3_600_000;
    await world.run(5_100);
    expect(tab.sockets).toHaveLength(2);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("looks when the page is visible again", async () => {
    await world.run(1_000);
    world.epochOffset += 3_600_000;
    tab.sign("visible");
    await world.run(10);
    expect(tab.sockets).toHaveLength(2);
    expect(chat.connection.value.phase).toBe("online");
  });

  it("ends when banned, and stays away", async () => {
    server.cutAll(CLOSE.BANNED);
    await world.run(120_000);
    expect(chat.connection.value).toEqual({ phase: "ended", code: "banned" });
    expect(tab.sockets).toHaveLength(1);
  });

  it("gives up a connection whose answers stay away", async () => {
    server.mute = true;
    server.heartbeat = 1_000;
    chat.send("hello");
    const beat = () => server.broadcast({ type: "heartbeat", heads: {} });
    for (let second = 0; second < 16; second++) {
      beat();
      await world.run(1_000);
    }
    expect(tab.sockets).toHaveLength(2);
    server.mute = false;
    chat.reconnectNow();
    await world.run(20_000);
    expect(server.messages().map((message) => message.body)).toEqual(["hello"]);
  });
});
