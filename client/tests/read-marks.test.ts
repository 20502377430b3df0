import { beforeEach, describe, expect, it } from "vitest";
import { House } from "./house";
import type { Session } from "./server";

let house: House;

beforeEach(() => {
  house = new House();
  house.signedIn();
});

/** Rooms with one message each, and a server that takes so many marks every two seconds. */
async function begin(rooms: number, taken: number) {
  const { server, world } = house;
  const bea = server.guest("Bea");
  for (let one = 0; one < rooms; one++) {
    const room = server.addRoom(`r${one}`, `R${one}`);
    server.add(room.id, { type: "message.created", sender: bea, body: "new" });
    room.read.set(1, 0);
  }
  const times: number[] = [];
  const told = new Set<number>();
  server.onAsked = (command) => {
    if (command.type !== "read.mark") return true;
    const session = [...server.sessions][0] as Session;
    if (times.filter((at) => at > world.now - 2_000).length >= taken) {
      server.refuse(session, command.id, { code: "rate_limited", retryable: true, retry_after_ms: 500 });
      return false;
    }
    times.push(world.now);
    told.add(command.room);
    return true;
  };
  const { chat } = house.open();
  await world.run(500);
  return { chat, told };
}

describe("what was read", () => {
  it("is told of all rooms in the end, where there are more of them than the server takes at once", async () => {
    const { chat, told } = await begin(12, 4);
    chat.markAllRead();
    expect(chat.rooms.value.filter(({ fresh }) => fresh > 0)).toEqual([]);
    await house.world.run(1_000);
    expect(told.size).toBe(4);
    await house.world.run(120_000);
    expect(told.size).toBe(12);
    const asked = house.server.commands.filter(({ type }) => type === "read.mark").length;
    expect(asked).toBeLessThan(40);
  });
});
