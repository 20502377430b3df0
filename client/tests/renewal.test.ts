import { beforeEach, expect, it } from "vitest";
import type { Person } from "../src/wire.gen";
import { House, ownTexts } from "./house";
import type { FakeServer } from "./server";
import type { World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let ann: Person;

beforeEach(() => {
  house = new House();
  ({ world, server } = house);
  house.signedIn("Ann");
  ann = server.people.find(({ id }) => id === house.browser.cookie) as Person;
  server.roles.set(ann.id, "member");
});

it("gets another session once for all tabs when somebody else changes the role, and loses nothing", async () => {
  server.onSend = () => ({ code: "unavailable", retryable: true, retry_after_ms: 5_000 });
  const pages = [house.open(), house.open()];
  await world.run(200);
  expect(server.renewals).toBe(0);
  pages[0]?.chat.send("on its way");
  await world.run(200);
  server.rank(ann, "moderator");
  server.onSend = () => null;
  await world.run(30_000);
  expect(server.renewals).toBe(1);
  for (const { chat } of pages) {
    expect(chat.role.value).toBe("moderator");
    expect(chat.connection.value.phase).toBe("online");
    expect(chat.notice.value).toBeNull();
    expect(ownTexts(chat)).toEqual([]);
  }
  expect(house.bodies()).toEqual(["on its way"]);
  server.rank(ann, "member");
  await world.run(30_000);
  expect(server.renewals).toBe(2);
});

it("knows by what it was told last that the role changed while the browser was closed", async () => {
  const { tab } = house.open();
  await world.run(200);
  tab.crash();
  server.rank(ann, "admin");
  const { chat } = house.open();
  await world.run(5_000);
  expect(server.renewals).toBe(1);
  expect([chat.role.value, chat.connection.value.phase]).toEqual(["admin", "online"]);
});

it("asks for none after a session that is new already, nor when the role is the one that it was", async () => {
  const { chat } = house.open();
  await world.run(200);
  await chat.renew(async () => {
    server.roles.set(ann.id, "admin");
    server.cutOff(ann.id);
    return { ok: true } as const;
  });
  await world.run(5_000);
  expect(chat.role.value).toBe("admin");
  server.rank(ann, "admin");
  await world.run(5_000);
  expect(server.renewals).toBe(0);
});

it("leaves a guest who made an account alone: that is a new session", async () => {
  server.roles.set(ann.id, "guest");
  house.open();
  await world.run(200);
  server.rank(ann, "member");
  await world.run(5_000);
  expect(server.renewals).toBe(0);
});

it("goes on with the session that it has where it cannot have another", async () => {
  const { chat } = house.open();
  await world.run(200);
  const asked: string[] = [];
  server.http = (_browser, method, path) => {
    if (method === "POST") asked.push(path);
    return { status: 429, body: null, retryAfter: null };
  };
  server.rank(ann, "admin");
  await world.run(30_000);
  expect(asked).toEqual(["/api/v1/session/renewal"]);
  expect([chat.role.value, chat.connection.value.phase]).toEqual(["admin", "online"]);
  expect(chat.you.value?.name).toBe("Ann");
});
