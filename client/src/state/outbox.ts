/**
 * One's own messages that have no place in the log yet: shown at once, kept on disk, shared by all tabs.
 *
 * What a tab does to an item it tells the others, so that each shows the same.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { OwnMessage } from "../contract";
import type { Channel, Platform } from "../net/platform";
import type { Entry, OutboxStore } from "../storage/outbox";
import type { DurableEvent, ErrorCode } from "../wire.gen";

export interface Item extends Entry {
  state: OwnMessage["state"];
  code: ErrorCode | null;
  /** A `now()` time. */
  retryAt: number | null;
  /** Acknowledged at this seq: off the disk, shown until the log gets there. */
  accepted: number | null;
  /** Another tab made it; without Web Locks only the maker sends. */
  foreign: boolean;
  /** It was on the disk and is no more: another tab is done with it, and its word is on the way. */
  elsewhere: boolean;
}

type Told = { put: Item; wait: number | null } | { gone: string } | { accepted: string; seq: number };

export class Outbox {
  readonly #items = signal<readonly Item[]>([]);
  /** In the order of sending. */
  readonly items: ReadonlySignal<readonly Item[]> = this.#items;
  readonly #platform: Platform;
  readonly #store: OutboxStore;
  readonly #channel: Channel | null;
  /** Done with: what other tabs or the disk still say about these is old. */
  readonly #done = new Set<string>();
  /** Those whose write to the disk succeeded. */
  readonly #stored = new Set<string>();
  /** Who was signed out here: nothing of theirs is shown again, whatever other tabs or the disk still say. */
  readonly #gone = new Set<number>();
  readonly #onAccepted: (item: Item, seq: number) => void;

  /**
   * `onForeign` runs when another tab put something in or is done with something, `onAccepted` when an item,
   * of whichever tab, got its place in the log.
   */
  constructor(
    platform: Platform,
    store: OutboxStore,
    onForeign: () => void,
    onAccepted: (item: Item, seq: number) => void = () => {},
  ) {
    this.#onAccepted = onAccepted;
    this.#platform = platform;
    this.#store = store;
    // Another name than that of the first client: a tab of that one would send half of what is told here.
    this.#channel = platform.channel("teahouse-outbox-2");
    if (this.#channel !== null)
      this.#channel.onmessage = (event) => {
        this.#hear(event.data as Told);
        onForeign();
      };
  }

  close(): void {
    this.#channel?.close();
  }

  /** What the disk says: an earlier page's items are added, and what another tab is done with is marked. */
  async restore(): Promise<void> {
    const known = this.#items.value.map((item) => item.key);
    const entries = await this.#store.all();
    if (entries === null) return;
    const kept = new Set(entries.map((entry) => entry.key));
    for (const entry of entries) {
      this.#stored.add(entry.key);
      if (this.#isOver(entry) || this.find(entry.key) !== undefined) continue;
      this.#place({ ...entry, ...(entry.failed === null ? WAITING : FAILED), code: entry.failed });
    }
    for (const key of known) {
      const item = this.find(key);
      if (item === undefined) continue;
      const elsewhere = !kept.has(key) && (item.foreign || this.#stored.has(key));
      if (elsewhere !== item.elsewhere) this.#place({ ...item, elsewhere });
    }
  }

  find(key: string): Item | undefined {
    return this.#items.value.find((item) => item.key === key);
  }

  /** Shown when this returns; on the disk a moment later. */
  add(entry: Entry): void {
    this.#place({ ...entry, ...WAITING, code: null });
    this.#write(entry.key);
  }

  update(key: string, change: Partial<Item>): void {
    const item = this.find(key);
    if (item === undefined) return;
    const now = { ...item, ...change };
    this.#place(now);
    const kept = (["owner", "room", "attempted", "failed"] as const).some(
      (field) => now[field] !== item[field],
    );
    if (kept) this.#write(key);
    else this.#tell(now);
  }

  /** What a visitor wrote is this person's now, and what was written before any room was open is for `room`. */
  claim(person: number, room: number): void {
    for (const item of this.#items.peek()) {
      if (item.owner !== 0 && item.room !== 0) continue;
      const refused = item.state === "failed" ? {} : WAITING_AGAIN;
      this.update(item.key, { owner: item.owner || person, room: item.room || room, ...refused });
    }
  }

  /** Acknowledged: it will not be sent again, and goes when the log has it. */
  accept(key: string, seq: number): void {
    this.#accept(key, seq);
    this.#channel?.postMessage({ accepted: key, seq } satisfies Told);
    void this.#store.remove(key);
  }

  /** Acknowledged, and its place is in what this tab has seen of the log, or does not follow. */
  seen(key: string): void {
    this.#drop(key);
  }

  /** Taken back. */
  remove(key: string): void {
    this.#drop(key);
    this.#channel?.postMessage({ gone: key } satisfies Told);
    void this.#store.remove(key);
  }

  /** One may not know of this room any more: nothing that was to be said there is kept. */
  drop(room: number): void {
    for (const item of this.#items.peek()) if (item.room === room) this.remove(item.key);
  }

  /** A person has left: all that it wrote is dropped, here and on the disk. */
  forget(owner: number): void {
    this.#gone.add(owner);
    const now = this.#items.value.filter((item) => item.owner !== owner);
    if (now.length < this.#items.value.length) this.#items.value = now;
    void this.#store.removeOf(owner);
  }

  /** The server lost what it had acknowledged (its store is another one): the same is sent again. */
  sendAgain(): void {
    for (const item of this.#items.value) {
      if (item.accepted === null) continue;
      this.#done.delete(item.key);
      this.#place({ ...item, ...WAITING_AGAIN, accepted: null });
      this.#write(item.key);
    }
  }

  /** The log of `room` got to `cursor` by `events`: what is in it leaves, in the caller's batch. */
  applied(room: number, cursor: number, events: readonly DurableEvent[]): void {
    if (this.#items.value.length === 0) return;
    const keys = new Set(events.flatMap((event) => (event.type === "message.created" ? [event.key] : [])));
    for (const item of this.#items.value) {
      if (item.room !== room) continue;
      if (keys.has(item.key)) this.#finish(item.key);
      else if (item.accepted !== null && item.accepted <= cursor) this.#drop(item.key);
    }
  }

  #finish(key: string): void {
    this.#drop(key);
    // Another tab removes it when its own log gets there, in the same frame as the message appears.
    void this.#store.remove(key);
  }

  #write(key: string): void {
    const item = this.find(key);
    if (item === undefined) return;
    this.#tell(item);
    void this.#store.put(entryOf(item)).then((stored) => stored && this.#stored.add(key));
  }

  #tell(item: Item): void {
    const wait = item.retryAt === null ? null : item.retryAt - this.#platform.now();
    this.#channel?.postMessage({ put: item, wait } satisfies Told);
  }

  #hear(told: Told): void {
    if ("gone" in told) this.#drop(told.gone);
    else if ("accepted" in told) this.#accept(told.accepted, told.seq);
    else if (!this.#isOver(told.put)) {
      const foreign = this.find(told.put.key)?.foreign ?? true;
      const retryAt = told.wait === null ? null : this.#platform.now() + told.wait;
      this.#place({ ...told.put, foreign, elsewhere: false, retryAt });
    }
  }

  #isOver({ key, owner }: Entry): boolean {
    return this.#done.has(key) || this.#gone.has(owner);
  }

  #accept(key: string, seq: number): void {
    this.#done.add(key);
    const item = this.find(key);
    if (item === undefined) return;
    this.#place({ ...item, state: "pending", code: null, retryAt: null, accepted: seq });
    this.#onAccepted(item, seq);
  }

  #drop(key: string): void {
    this.#done.add(key);
    if (this.find(key) !== undefined)
      this.#items.value = this.#items.value.filter((item) => item.key !== key);
  }

  #place(item: Item): void {
    const others = this.#items.value.filter((one) => one.key !== item.key);
    const at = others.findLastIndex((one) => one.key < item.key);
    this.#items.value = others.toSpliced(at + 1, 0, item);
  }
}

/** What of an item is kept on the disk. */
function entryOf(item: Item): Entry {
  const {
    state: _state,
    code: _code,
    retryAt: _at,
    accepted: _seq,
    foreign: _tab,
    elsewhere: _gone,
    ...entry
  } = item;
  return entry;
}

/** What is refused or held no more. */
export const WAITING_AGAIN = { state: "waiting", code: null, retryAt: null } as const;

const FRESH = { retryAt: null, accepted: null, foreign: false, elsewhere: false } as const;
const WAITING = { ...FRESH, state: "waiting" } as const;
const FAILED = { ...FRESH, state: "failed" } as const;
