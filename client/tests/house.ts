/** One server, one browser, and the pages that it opens: what most tests of the engine begin with. */
import "fake-indexeddb/auto";
import type { Chat, Message } from "../src/contract";
import { createChat } from "../src/state/chat";
import { openDatabase } from "../src/storage/database";
import { openOutbox } from "../src/storage/outbox";
import { FakeServer } from "./server";
import { Browser, type Tab, World } from "./world";

export class House {
  readonly world: World;
  readonly server: FakeServer;
  readonly browser: Browser;

  constructor(seed = 7) {
    this.world = new World(seed);
    this.server = new FakeServer(this.world);
    this.browser = new Browser(this.world, this.server);
  }

  /** A page of the browser, connecting. */
  open(tab: Tab = this.browser.tab()) {
    return { tab, chat: createChat({ platform: tab.platform, language: () => "en" }) };
  }

  /** The browser has the cookie of a guest. */
  signedIn(name = "Ann"): void {
    this.browser.cookie = this.server.guest(name).id;
  }

  bodies(): (string | null)[] {
    return this.server.messages().map((event) => event.body);
  }

  /** What is on the browser's disk of the outbox. */
  async stored(): Promise<string[]> {
    return ((await (await openOutbox()).all()) ?? []).map((entry) => entry.body);
  }
}

/** The disk forgets what was on the screen, so that the next page has to load it. */
export async function nothingKept(): Promise<void> {
  const database = await openDatabase();
  await database.clear("past");
  database.close();
}

/** Messages without when they were read: what is to be seen of them. */
export const bare = (messages: readonly Message[] = []) => messages.map(({ asOf: _, ...message }) => message);

export const states = (chat: Chat) => chat.current.value?.own.value.map((own) => own.state);
export const texts = (chat: Chat) => chat.current.value?.messages.value.map((one) => one.body);
export const ownTexts = (chat: Chat) => chat.current.value?.own.value.map((own) => own.body);
export const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);
