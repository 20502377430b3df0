import { describe, expect, it } from "vitest";
import { search } from "../src/state/challenge";
import { House } from "./house";
import { isSolved } from "./riddle";

describe("a proof of work", () => {
  it("is found as another SHA-256 checks it, whatever the length of what is asked", () => {
    // Around the ends of blocks: 55 bytes are the most that go into one with the padding.
    for (let length = 0; length <= 140; length++) {
      const challenge = "茶".repeat(length % 3) + "c".repeat(length);
      const nonce = search({ challenge, bits: 6 }, 0, 10_000);
      expect(isSolved({ challenge, nonce: nonce ?? "" }, 6), `${length}`).toBe(true);
    }
  });

  it("is the first one there is, and none where there is none", () => {
    const challenge = "sealed-text-of-the-server";
    const nonce = Number(search({ challenge, bits: 10 }, 0, 100_000));
    for (let before = 0; before < nonce; before++)
      expect(isSolved({ challenge, nonce: String(before) }, 10)).toBe(false);
    expect(search({ challenge, bits: 10 }, 0, nonce)).toBeNull();
    expect(search({ challenge, bits: 10 }, nonce, 1)).toBe(String(nonce));
  });
});

describe("a newcomer in a flood", () => {
  it("solves what is asked, is told that it takes a moment, and then speaks", async () => {
    const { world, server, open, bodies } = flooded();
    const { chat } = open();
    await world.run(200);
    chat.send("hello");
    await world.run(300);
    expect(chat.proving.value).toBe(true);
    expect(chat.you.value).toBeNull();
    await world.run(3_000);
    expect(chat.proving.value).toBe(false);
    expect(chat.you.value?.name).toBe("Jasmine Fox");
    expect(bodies()).toEqual(["hello"]);
    expect([server.posts, server.riddles]).toEqual([2, 1]);
  });

  it("does so once for all its tabs", async () => {
    const { world, server, open, bodies } = flooded();
    const tabs = [open(), open()];
    await world.run(200);
    for (const { chat } of tabs) chat.send("hello");
    await world.run(5_000);
    expect(server.riddles).toBe(1);
    expect(tabs.map(({ chat }) => chat.you.value?.id)).toEqual([1, 1]);
    expect(bodies()).toEqual(["hello", "hello"]);
  });

  it("keeps the text when the proof is refused, and is asked again", async () => {
    const { world, server, open } = flooded();
    server.forgetful = true;
    const { chat } = open();
    await world.run(200);
    chat.send("hello");
    await world.run(3_000);
    expect(chat.proving.value).toBe(false);
    const own = chat.current.value?.own.value[0];
    expect([own?.body, own?.state, own?.code]).toEqual(["hello", "failed", "challenge_required"]);
    server.forgetful = false;
    chat.retry(own?.key ?? "");
    await world.run(3_000);
    expect(chat.you.value?.name).toBe("Jasmine Fox");
  });
});

function flooded() {
  const house = new House();
  house.server.flooded = true;
  return {
    world: house.world,
    server: house.server,
    open: () => house.open(),
    bodies: () => house.bodies(),
  };
}
