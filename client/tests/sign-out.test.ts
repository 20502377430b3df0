import { beforeEach, describe, expect, it } from "vitest";
import { CLOSE } from "../src/wire.gen";
import { House, ownTexts, texts } from "./house";
import type { FakeServer } from "./server";
import { Browser, type World } from "./world";

let house: House;
let world: World;
let server: FakeServer;

beforeEach(() => {
  house = new House();
  ({ world, server } = house);
  house.signedIn("Ann");
});

describe("signing out", () => {
  it("makes every tab a visitor's, without what was private, and loads the room anew", async () => {
    const bea = server.guest("Bea");
    server.append(bea, "for all");
    server.append(bea, "for Ann alone", "k2", { id: 1, name: "Ann" });
    const first = house.open();
    const second = house.open();
    await world.run(200);
    for (const { chat } of [first, second]) expect(texts(chat)).toEqual(["for all", "for Ann alone"]);

    const outcome = first.chat.signOut();
    await world.run(4_000);
    expect(await outcome).toBeNull();
    for (const { chat, tab } of [first, second]) {
      expect(chat.you.value).toBeNull();
      expect(chat.connection.value.phase).toBe("online");
      expect(texts(chat)).toEqual(["for all"]);
      expect(chat.current.value?.phase.value).toBe("ready");
      expect(chat.current.value?.openings.value).toBe(2);
      expect(chat.proposedName.value).toBe("Jasmine Fox");
      expect(chat.notice.value).toEqual({ kind: "signed_out", name: "Ann", dropped: 0 });
      expect(tab.sockets).toHaveLength(2);
    }
  });

  it("shows nothing private even for the moment before the visitor's hello", async () => {
    server.append(server.guest("Bea"), "for Ann alone", "k1", { id: 1, name: "Ann" });
    const { chat, tab } = house.open();
    await world.run(200);
    server.revoke(1);
    await world.run(1);
    tab.platform.openSocket = () => {
      throw new Error("no network");
    };
    await world.run(10);
    expect([texts(chat), chat.you.value, chat.current.value?.phase.value]).toEqual([[], null, "loading"]);
  });

  it("names what did not go out, and drops it from the page and from the disk, in all tabs", async () => {
    server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 60_000 });
    const first = house.open();
    const second = house.open();
    await world.run(200);
    first.chat.send("one");
    first.chat.send("two");
    await world.run(200);
    for (const { chat } of [first, second])
      expect(chat.unsent.value.map((own) => own.body)).toEqual(["one", "two"]);
    expect(await house.stored()).toEqual(["one", "two"]);

    void first.chat.signOut();
    await world.run(4_000);
    for (const { chat } of [first, second]) {
      expect(ownTexts(chat)).toEqual([]);
      expect(chat.notice.value).toMatchObject({ dropped: 2 });
    }
    expect(await house.stored()).toEqual([]);
    server.onSend = () => null;
    await world.run(90_000);
    expect(house.bodies()).toEqual([]);
  });

  it("leaves nothing to whoever takes a name next in this browser", async () => {
    const { chat } = house.open();
    await world.run(200);
    server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 60_000 });
    chat.send("Ann's");
    await world.run(200);
    void chat.signOut();
    await world.run(4_000);
    server.onSend = () => null;
    chat.send("hello");
    await world.run(4_000);
    expect(chat.you.value).toEqual({ id: 2, name: "Jasmine Fox" });
    expect(chat.notice.value).toBeNull();
    expect(server.messages().map(({ body, sender }) => [body, sender.id])).toEqual([["hello", 2]]);
  });

  it("proposes another name than the one that was left", async () => {
    house.browser.cookie = null;
    const { chat } = house.open();
    await world.run(200);
    chat.send("hello");
    await world.run(4_000);
    expect(chat.you.value?.name).toBe("Jasmine Fox");
    server.proposedName = "Quiet Heron";
    void chat.signOut();
    await world.run(4_000);
    expect(chat.proposedName.value).toBe("Quiet Heron");
  });

  it("changes nothing when the server cannot be reached, or does not want to", async () => {
    const { chat, tab } = house.open();
    await world.run(200);
    tab.goOffline();
    chat.send("kept");
    expect(await chat.signOut()).toBe("offline");
    tab.goOnline();
    server.refuseSignOut = { code: "unavailable", retryable: true };
    const outcome = chat.signOut();
    await world.run(3_000);
    expect(await outcome).toBe("unavailable");
    expect([chat.you.value?.name, chat.notice.value]).toEqual(["Ann", null]);
    expect(house.bodies()).toEqual(["kept"]);
  });

  it("is the same when the server says first that it is over: by a close, or at the next hello", async () => {
    const first = house.open();
    // The same session in a browser that hears nothing of this one's tabs.
    const other = new Browser(world, server);
    other.cookie = 1;
    const second = house.open(other.tab());
    await world.run(200);
    second.tab.goOffline();
    void first.chat.signOut();
    await world.run(4_000);
    expect([first.chat.you.value, second.chat.you.value?.name]).toEqual([null, "Ann"]);
    second.tab.goOnline();
    await world.run(100);
    expect(second.chat.you.value).toBeNull();
    expect(second.chat.notice.value).toEqual({ kind: "signed_out", name: "Ann", dropped: 0 });
  });

  it("is done when the session was over already", async () => {
    const { chat } = house.open();
    await world.run(200);
    house.browser.cookie = null;
    const outcome = chat.signOut();
    await world.run(200);
    expect([await outcome, chat.you.value]).toEqual([null, null]);
  });
});

describe("a close with 4401", () => {
  it("of somebody leads to one more connection, as a visitor", async () => {
    const { chat, tab } = house.open();
    await world.run(200);
    server.revoke(1);
    await world.run(120_000);
    expect([chat.connection.value.phase, chat.you.value, tab.sockets.length]).toEqual(["online", null, 2]);
  });

  it("of a visitor ends the connection", async () => {
    house.browser.cookie = null;
    const { chat, tab } = house.open();
    await world.run(200);
    server.cutAll(CLOSE.NOT_SIGNED_IN);
    await world.run(120_000);
    expect(chat.connection.value).toEqual({ phase: "ended", code: "not_signed_in" });
    expect(tab.sockets).toHaveLength(1);
  });

  it("is not followed for ever by a server that contradicts itself", async () => {
    const { chat, tab } = house.open();
    await world.run(200);
    for (let turn = 0; turn < 5; turn++) {
      server.cutAll(CLOSE.NOT_SIGNED_IN);
      await world.run(30_000);
    }
    expect(chat.connection.value).toEqual({ phase: "ended", code: "not_signed_in" });
    expect(tab.sockets.length).toBeLessThanOrEqual(2);
    chat.reconnectNow();
    await world.run(100);
    expect(chat.connection.value.phase).toBe("online");
  });
});
