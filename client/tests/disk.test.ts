import { openDB } from "idb";
import { beforeEach, describe, expect, it } from "vitest";
import { House, ownTexts } from "./house";

let house: House;

beforeEach(() => {
  house = new House();
});

/** A tab of the first client that holds its database open, whoever asks for it. */
const olderTab = () =>
  openDB("teahouse", 1, {
    upgrade(database) {
      database.createObjectStore("outbox", { keyPath: "key" });
      database.createObjectStore("facts");
    },
  });

describe("a disk that does not answer", () => {
  it("keeps nobody from coming in by speaking", async () => {
    const older = await olderTab();
    const { chat } = house.open();
    await house.world.run(2_000);
    chat.send("hello");
    await house.world.run(6_000);
    expect(chat.you.value?.name).toBe("Jasmine Fox");
    expect([house.bodies(), ownTexts(chat)]).toEqual([["hello"], []]);
    older.close();
    await house.world.run(100);
  });

  it("keeps nobody from signing in", async () => {
    const older = await olderTab();
    const { chat } = house.open();
    await house.world.run(2_000);
    let done = false;
    void chat
      .renew(async () => {
        house.signedIn();
        return { ok: true };
      })
      .then(() => {
        done = true;
      });
    await house.world.run(4_000);
    expect([done, chat.you.value?.name]).toEqual([true, "Ann"]);
    older.close();
    await house.world.run(100);
  });
});

describe("a disk that is taken away", () => {
  it("says nothing of what waits: it goes out all the same", async () => {
    house.signedIn();
    const { tab, chat } = house.open();
    await house.world.run(500);
    tab.goOffline();
    chat.send("still here");
    await house.world.run(500);
    // Another tab runs a newer client, and this one lets go of the database.
    const newer = await openDB("teahouse", 3);
    tab.goOnline();
    await house.world.run(10_000);
    expect([house.bodies(), ownTexts(chat)]).toEqual([["still here"], []]);
    newer.close();
  });
});
