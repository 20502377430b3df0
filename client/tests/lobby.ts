/** A lobby in which Bea talks, and a page of Ann's: fresh for each test of a file that imports this. */
import "fake-indexeddb/auto";
import { beforeEach } from "vitest";
import { createChat } from "../src/state/chat";
import type { Command, Person } from "../src/wire.gen";
import { FakeServer } from "./server";
import { Browser, type Tab, World } from "./world";

export let world: World;
export let server: FakeServer;
export let browser: Browser;
export let tab: Tab;
export let bea: Person;

beforeEach(() => {
  world = new World(5);
  server = new FakeServer(world);
  browser = new Browser(world, server);
  browser.cookie = server.guest("Ann").id;
  bea = server.guest("Bea");
  tab = browser.tab();
});

export function say(count: number): void {
  for (let one = 0; one < count; one++)
    server.append(one % 7 === 3 ? null : bea, `text ${server.log.length + 1}`);
}

export async function open(where: Tab = tab) {
  const chat = createChat({ platform: where.platform, language: () => "en" });
  await world.run(100);
  const room = chat.current.value;
  if (room === null) throw new Error("no room");
  return { chat, room };
}

export const asked = (type: Command["type"]) =>
  server.commands.filter((command) => command.type === type).length;
export const seqs = (messages: readonly { seq: number }[]) => messages.map((message) => message.seq);
