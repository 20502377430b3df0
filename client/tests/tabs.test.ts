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

describe("several tabs", () => {
  it("show each other's messages, and send each once", async () => {
    house.signedIn();
    const first = house.open();
    const second = house.open();
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
    expect(house.bodies()).toEqual(["from the first", "from the second"]);
    for (const { chat } of [first, second]) expect(chat.current.value?.own.value).toEqual([]);
    expect(server.received).toHaveLength(2);
  });

  it("take over when the one that sends is closed", async () => {
    house.signedIn();
    const first = house.open();
    const second = house.open();
    await world.run(200);
    server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 60_000 });
    first.chat.send("mine");
    await world.run(500);
    expect(second.chat.current.value?.own.value.map((own) => own.state)).toEqual(["held"]);
    server.onSend = () => null;
    first.tab.crash();
    await world.run(500);
    expect(house.bodies()).toEqual(["mine"]);
    expect(second.chat.current.value?.own.value).toEqual([]);
  });

  it("leave the turn to a tab that waits for a retry, and take it from one that is frozen", async () => {
    house.signedIn();
    const first = house.open();
    const second = house.open();
    await world.run(200);
    server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 40_000 });
    first.chat.send("mine");
    await world.run(30_000);
    expect(server.received).toHaveLength(1);
    server.onSend = () => null;
    first.tab.frozen = true;
    second.chat.send("second");
    await world.run(15_000);
    expect(house.bodies()).toEqual(["mine", "second"]);
  });

  it("keep the turn a moment for the next message, and send what the others say meanwhile", async () => {
    house.signedIn();
    const first = house.open();
    const second = house.open();
    await world.run(200);
    first.chat.send("one");
    await world.run(1_000);
    const asked = browser.locksAsked;
    first.chat.send("two");
    second.chat.send("three");
    await world.run(1_000);
    expect(house.bodies()).toEqual(["one", "two", "three"]);
    expect(browser.locksAsked - asked).toBeLessThanOrEqual(1);
    first.tab.frozen = true;
    await world.run(20_000);
    first.tab.frozen = false;
    await world.run(20_000);
    const later = browser.locksAsked;
    second.chat.send("four");
    await world.run(1_000);
    expect(browser.locksAsked).toBeGreaterThan(later);
    expect(house.bodies().at(-1)).toBe("four");
    expect(server.received).toHaveLength(4);
  });

  it("without Web Locks send only what they made themselves", async () => {
    browser.secure = false;
    house.signedIn();
    const first = house.open();
    const second = house.open();
    await world.run(200);
    first.chat.send("one");
    await world.run(500);
    expect(server.received).toHaveLength(1);
    expect(second.chat.current.value?.own.value).toEqual([]);
  });
});
