/**
 * A machine without a machine: virtual time, a browser with tabs that share locks, channels and a disk, and
 * sockets to a server whose every move a test may decide.
 */
import { IDBFactory } from "fake-indexeddb";
import type { Answer, Channel, Locks, Platform, Sign, Transfer } from "../src/net/platform";
import { search } from "../src/state/challenge";
import type { FakeServer } from "./server";
import { FakeSocket } from "./socket";

/** A small generator with a seed (mulberry32), 0 ≤ x < 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Timer {
  at: number;
  action: () => void;
}

export class World {
  now = 1_000;
  /** Unix time minus `now`. */
  epochOffset = 1_700_000_000_000;
  readonly random: () => number;
  #timers: Timer[] = [];

  constructor(seed = 1) {
    this.random = seeded(seed);
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Virtual time goes on by `ms`; promises and the fake disk keep up with it. */
  async run(ms: number): Promise<void> {
    const until = this.now + ms;
    // What was done before may have filled the disk's queue.
    await settle(200);
    for (;;) {
      const next = this.#timers.reduce<Timer | null>(
        (first, one) => (first === null || one.at < first.at ? one : first),
        null,
      );
      if (next === null || next.at > until) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      next.action();
      await settle();
    }
    this.now = until;
  }
}

/** Lets promises and the fake IndexedDB (a few turns of the loop a transaction) come to rest. */
export async function settle(turns = 8): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

interface Asked {
  tab: Tab;
  name: string;
  held: () => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** What the tabs of one browser share. */
export class Browser {
  readonly world: World;
  readonly server: FakeServer;
  cookie: number | null = null;
  secure = true;
  locksAsked = 0;
  /** What its tabs remember over a reload. */
  readonly words = new Map<string, string>();
  readonly tabs = new Set<Tab>();
  readonly #holders = new Map<string, Asked>();
  #queue: Asked[] = [];

  constructor(world: World, server: FakeServer) {
    this.world = world;
    this.server = server;
    globalThis.indexedDB = new IDBFactory();
  }

  tab(): Tab {
    const tab = new Tab(this);
    this.tabs.add(tab);
    return tab;
  }

  lock(asked: Asked, steal: boolean): void {
    this.locksAsked++;
    const holder = this.#holders.get(asked.name);
    if (steal && holder !== undefined) {
      this.#holders.delete(asked.name);
      holder.reject(new Error("AbortError"));
    }
    if (steal) this.#grant(asked);
    else {
      this.#queue.push(asked);
      this.#next(asked.name);
    }
  }

  forget(tab: Tab): void {
    this.tabs.delete(tab);
    this.#queue = this.#queue.filter((asked) => asked.tab !== tab);
    for (const [name, holder] of this.#holders) {
      if (holder.tab !== tab) continue;
      this.#holders.delete(name);
      this.#next(name);
    }
  }

  #next(name: string): void {
    if (this.#holders.has(name)) return;
    const index = this.#queue.findIndex((asked) => asked.name === name);
    const asked = this.#queue[index];
    if (asked === undefined) return;
    this.#queue.splice(index, 1);
    this.#grant(asked);
  }

  #grant(asked: Asked): void {
    this.#holders.set(asked.name, asked);
    void Promise.resolve()
      .then(asked.held)
      .then(asked.resolve, asked.reject)
      .then(() => {
        if (this.#holders.get(asked.name) !== asked) return;
        this.#holders.delete(asked.name);
        this.#next(asked.name);
      });
  }
}

/** One page; `crash` ends it as a closed tab ends: nothing of it runs any more. */
export class Tab {
  readonly platform: Platform;
  readonly #browser: Browser;
  readonly sockets: FakeSocket[] = [];
  readonly channels = new Map<string, Channel[]>();
  offline = false;
  alive = true;
  /** Suspended by the system: locks stay, nothing runs. */
  frozen = false;
  addresses = 0;
  readonly released: string[] = [];
  #listener: (sign: Sign) => void = () => {};

  constructor(browser: Browser) {
    this.#browser = browser;
    this.platform = this.#makePlatform();
  }

  later(ms: number, action: () => void): () => void {
    return this.#browser.world.after(ms, () => {
      if (this.alive && !this.frozen) action();
    });
  }

  sign(sign: Sign): void {
    this.#listener(sign);
  }

  get socket(): FakeSocket | undefined {
    return this.sockets.findLast((socket) => socket.open);
  }

  goOffline(): void {
    this.offline = true;
    this.sign("offline");
    this.socket?.cut();
  }

  goOnline(): void {
    this.offline = false;
    this.sign("online");
  }

  crash(): void {
    this.alive = false;
    this.socket?.close();
    this.#browser.forget(this);
  }

  #makePlatform(): Platform {
    const browser = this.#browser;
    const world = browser.world;
    const locks: Locks = {
      request: (name, { steal }, held) =>
        new Promise((resolve, reject) =>
          browser.lock({ tab: this, name, held, resolve, reject }, steal ?? false),
        ),
    };
    return {
      now: () => world.now,
      wall: () => world.now + world.epochOffset,
      random: world.random,
      randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(world.random() * 256)),
      after: (ms, action) => this.later(ms, action),
      drawn: (action) => this.later(1, action),
      openSocket: () => {
        const socket = new FakeSocket(this);
        this.sockets.push(socket);
        if (this.offline) socket.cut();
        else this.later(1, () => socket.open && browser.server.connect(socket, browser.cookie));
        return socket;
      },
      ask: (method, path, body) =>
        new Promise<Answer>((resolve, reject) => {
          if (this.offline) reject(new TypeError("Failed to fetch"));
          else this.later(1, () => resolve(browser.server.http(browser, method, path, body)));
        }),
      solve: async (challenge) => {
        await new Promise<void>((resolve) => this.later(500, resolve));
        return search(challenge, 0, 1_000_000) ?? "";
      },
      transfer: (path, body, progress) => this.#transfer(path, body, progress),
      addressOf: () => `blob:${++this.addresses}`,
      release: (address) => this.released.push(address),
      recall: (name) => browser.words.get(name) ?? null,
      remember(name, word) {
        if (word === null) browser.words.delete(name);
        else browser.words.set(name, word);
      },
      locks: browser.secure ? locks : null,
      channel: (name) => this.#channel(name),
      offline: () => this.offline,
      watch: (listener) => {
        this.#listener = listener;
        return () => {
          this.#listener = () => {};
        };
      },
    };
  }

  /** A second for each 500 bytes; when half of it is there, that is told. */
  #transfer(path: string, body: Blob, progress: (share: number) => void): Transfer {
    let cancel = () => {};
    const answer = new Promise<Answer>((resolve, reject) => {
      const told = this.later(body.size, () => progress(0.5));
      const done = this.later(body.size * 2, () => {
        if (this.offline) cancel();
        else resolve(this.#browser.server.http(this.#browser, "POST", path, body));
      });
      cancel = () => {
        told();
        done();
        reject(new TypeError("no answer"));
      };
    });
    return { answer, abort: () => cancel() };
  }

  #channel(name: string): Channel {
    const channel: Channel = {
      onmessage: null,
      postMessage: (message) => {
        const copy = structuredClone(message);
        for (const tab of this.#browser.tabs) {
          if (tab === this) continue;
          for (const other of tab.channels.get(name) ?? [])
            tab.later(0, () => other.onmessage?.({ data: copy }));
        }
      },
      close: () => {
        this.channels.set(
          name,
          (this.channels.get(name) ?? []).filter((one) => one !== channel),
        );
      },
    };
    this.channels.set(name, [...(this.channels.get(name) ?? []), channel]);
    return channel;
  }
}
