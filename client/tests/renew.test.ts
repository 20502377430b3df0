import { beforeEach, describe, expect, it } from "vitest";
import { House, ownTexts } from "./house";
import type { FakeServer } from "./server";
import type { Browser, World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let browser: Browser;

beforeEach(() => {
  house = new House();
  ({ world, server, browser } = house);
  house.signedIn("Ann");
});

describe("another session in the place of the one before", () => {
  it("is the same person in every tab, nothing that is unsent is dropped, and nobody was signed out", async () => {
    server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 60_000 });
    const first = house.open();
    const second = house.open();
    await world.run(200);
    first.chat.send("on its way");
    await world.run(200);
    const told = await first.chat.renew(async () => {
      // What the server does before its answer is there: the sockets of the old session are closed.
      server.cutOff(1);
      await world.run(50);
      return { ok: true } as const;
    });
    expect(told.ok).toBe(true);
    server.onSend = () => null;
    await world.run(90_000);
    for (const { chat } of [first, second]) {
      expect(chat.you.value).toEqual({ id: 1, name: "Ann" });
      expect(chat.notice.value).toBeNull();
      expect(chat.connection.value.phase).toBe("online");
      expect(ownTexts(chat)).toEqual([]);
    }
    expect(house.bodies()).toEqual(["on its way"]);
  });

  it("keeps every tab away until the answer is there, and brings them back when it was refused", async () => {
    const first = house.open();
    const second = house.open();
    await world.run(200);
    await first.chat.renew(async () => {
      await world.run(50);
      expect([first, second].map(({ tab }) => tab.socket)).toEqual([undefined, undefined]);
      return { ok: false } as const;
    });
    await world.run(200);
    for (const { chat } of [first, second]) {
      expect(chat.connection.value.phase).toBe("online");
      expect(chat.you.value?.name).toBe("Ann");
    }
  });

  it("makes every tab another person where it is one, with nothing left of the guest", async () => {
    const bea = server.guest("Bea");
    const first = house.open();
    const second = house.open();
    await world.run(200);
    await first.chat.renew(async () => {
      browser.cookie = bea.id;
      return { ok: true } as const;
    });
    await world.run(4_000);
    for (const { chat } of [first, second]) expect(chat.you.value?.name).toBe("Bea");
  });

  it("does not keep a tab away for ever when the other one closed in the middle", async () => {
    const first = house.open();
    const second = house.open();
    await world.run(200);
    void first.chat.renew(() => new Promise<{ ok: boolean }>(() => {}));
    await world.run(50);
    first.tab.crash();
    expect(second.chat.connection.value.phase).toBe("connecting");
    await world.run(25_000);
    expect(second.chat.connection.value.phase).toBe("online");
  });
});

it("a page whose person is deleted is a visitor's, in all tabs", async () => {
  const first = house.open();
  const second = house.open();
  await world.run(200);
  server.revoke(1);
  first.chat.isOut();
  await world.run(4_000);
  for (const { chat } of [first, second]) {
    expect(chat.you.value).toBeNull();
    expect(chat.connection.value.phase).toBe("online");
  }
});
