import { beforeEach, describe, expect, it } from "vitest";
import { House } from "./house";
import type { FakeServer } from "./server";
import type { Browser, World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let browser: Browser;

beforeEach(() => {
  house = new House();
  ({ world, server, browser } = house);
});

describe("a visitor who speaks", () => {
  it("becomes a guest by the first message, under the proposed name, in all tabs", async () => {
    const first = house.open();
    const second = house.open();
    await world.run(200);
    expect(first.chat.you.value).toBeNull();
    expect(first.chat.proposedName.value).toBe("Jasmine Fox");
    first.chat.send("hello");
    second.chat.send("me too");
    expect(first.chat.current.value?.own.value.map((own) => own.body)).toContain("hello");
    await world.run(3_000);
    expect(server.posts).toBe(1);
    for (const { chat } of [first, second]) expect(chat.you.value).toEqual({ id: 1, name: "Jasmine Fox" });
    expect(house.bodies().toSorted()).toEqual(["hello", "me too"]);
    for (const { chat } of [first, second]) expect(chat.current.value?.own.value).toEqual([]);
  });

  it("has every tab come back once, also those that would have become the same guest", async () => {
    const tabs = Array.from({ length: 4 }, () => house.open());
    await world.run(200);
    tabs[0]?.chat.send("hello");
    await world.run(3_000);
    expect(tabs.map(({ chat }) => chat.you.value?.id)).toEqual([1, 1, 1, 1]);
    expect(tabs.map(({ tab }) => tab.sockets.length)).toEqual([2, 2, 2, 2]);
    expect(server.posts).toBe(1);
  });

  it("is asked again when the name is taken, and the text waits", async () => {
    server.takenNames.add("Jasmine Fox");
    const { chat } = house.open();
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
    expect(house.bodies()).toEqual(["hello"]);
  });

  it("waits as long as the server asks", async () => {
    server.refuseGuests = { code: "rate_limited", retryable: true, retry_after_ms: 8_000 };
    const { chat } = house.open();
    await world.run(200);
    chat.send("hello");
    await world.run(1_000);
    expect(chat.current.value?.own.value[0]?.state).toBe("held");
    chat.send("again");
    server.refuseGuests = null;
    await world.run(5_000);
    expect(server.posts).toBe(1);
    await world.run(5_000);
    expect(house.bodies()).toEqual(["hello", "again"]);
  });

  it("does not make guests for ever when the cookie is not taken", async () => {
    Object.defineProperty(browser, "cookie", { get: () => null, set: () => {} });
    const { chat } = house.open();
    await world.run(200);
    chat.send("hello");
    await world.run(60_000);
    expect(server.posts).toBe(1);
    expect(chat.current.value?.own.value[0]?.code).toBe("not_signed_in");
  });

  it("renames: by a guest being made, then by a command", async () => {
    server.takenNames.add("Bob");
    const { chat } = house.open();
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
