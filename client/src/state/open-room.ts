/** A room that is open: its log kept complete over the wire, and shown as signals. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { OwnMessage, RoomView } from "../contract";
import type { Platform } from "../net/platform";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import type {
  DurableEvent,
  ErrorReply,
  Hello,
  HistoryPage,
  Person,
  PresenceChanged,
  PresenceState,
  Reply,
  RoomLoaded,
  RoomSummary,
} from "../wire.gen";
import { type Folded, folded } from "./notices";
import { NOBODY, type Presence, present, renames } from "./presence";
import * as fold from "./room";

export const PAGE = 60;
export const HEAD_MS = 2_000;
const RETRY_MS = 3_000;
/** Pages without anything visible that are read in a row for one press. */
const EMPTY_PAGES = 10;

type End = "idle" | "loading" | "failed";

export interface OpenRoomParts {
  platform: Platform;
  requests: Requests;
  keys: Keys;
  me(): number | null;
  own: ReadonlySignal<readonly OwnMessage[]>;
  /** The log that was loaded is of this epoch. */
  onEpoch(epoch: string): void;
  /** The log got to `cursor` by these events: one's own among them leave the outbox, in the same batch. */
  onApplied(room: number, cursor: number, events: readonly DurableEvent[]): void;
}

export class OpenRoom implements RoomView {
  readonly room: number;
  readonly #log = signal<fold.RoomLog>(fold.UNLOADED);
  readonly #presence = signal<Presence>(NOBODY);
  readonly #folded = signal<readonly Folded[]>([]);
  readonly #typing = signal<readonly Person[]>([]);
  readonly #olderEnd = signal<End>("idle");
  readonly #newerEnd = signal<End>("idle");
  readonly #phase = signal<"loading" | "ready" | "failed">("loading");
  readonly #state = signal<RoomSummary | null>(null);
  readonly #readAtOpen = signal(0);
  readonly #openings = signal(0);
  /** The epoch of the last load; empty before it. */
  #epoch = "";
  /** A load or sync is under way. */
  #asking = false;
  #cancelRetry = () => {};
  #cancelHead: (() => void) | null = null;
  readonly #parts: OpenRoomParts;

  readonly state: ReadonlySignal<RoomSummary | null> = this.#state;
  readonly phase: ReadonlySignal<"loading" | "ready" | "failed"> = this.#phase;
  readonly messages = computed(() => this.#log.value.messages);
  readonly own: ReadonlySignal<readonly OwnMessage[]>;
  readonly notices = computed(() => this.#folded.value.map((one) => one.notice));
  readonly older = computed(() => end(this.#olderEnd.value, fold.hasOlder(this.#log.value)));
  readonly newer = computed(() =>
    end(this.#newerEnd.value, !fold.atNewest(this.#log.value) && this.#isLoaded()),
  );
  readonly unseen = computed(() => this.#log.value.unseen);
  readonly readAtOpen: ReadonlySignal<number> = this.#readAtOpen;
  readonly openings: ReadonlySignal<number> = this.#openings;
  readonly people = computed(() => this.#presence.value.people);
  readonly count = computed(() => this.#presence.value.count);
  readonly typing: ReadonlySignal<readonly Person[]> = this.#typing;

  constructor(room: number, parts: OpenRoomParts) {
    this.room = room;
    this.#parts = parts;
    this.own = computed(() => parts.own.value.filter((message) => message.room === room));
  }

  get cursor(): number {
    return this.#log.value.cursor;
  }

  #isLoaded(): boolean {
    return fold.isLoaded(this.#log.value);
  }

  /** A connection begins: resume from the cursor, or load. The same path for the first time and for all. */
  onHello(hello: Hello, summary: RoomSummary): void {
    if (this.#log.value.epoch !== hello.epoch) this.#log.value = fold.lost(this.#log.value);
    this.#state.value = summary;
    this.#asking = false;
    this.#catchUp();
  }

  /** Somebody else reads here from now on: nothing of what one person alone may see stays. */
  forget(): void {
    this.#cancelRetry();
    batch(() => {
      this.#log.value = fold.UNLOADED;
      this.#folded.value = [];
      this.#typing.value = [];
      this.#phase.value = "loading";
      this.#epoch = "";
    });
  }

  /** The server cannot prove that this view is complete. */
  onReset(): void {
    if (!this.#asking) this.#reload();
  }

  onDown(): void {
    this.#asking = false;
    this.#cancelRetry();
    this.#cancelHead?.();
    this.#cancelHead = null;
    batch(() => {
      this.#typing.value = [];
      this.#become(fold.resume(this.#log.value, this.#parts.me()));
    });
  }

  onEvent(event: DurableEvent): void {
    const before = this.#log.value;
    const after = fold.apply(before, event, this.#parts.me());
    if (after === before) return;
    this.#become(after, fold.newly(before, after, event));
    if (event.type === "message.created" && this.#typing.value.some((one) => one.id === event.sender.id))
      this.#typing.value = this.#typing.value.filter((one) => one.id !== event.sender.id);
    if (fold.hasGap(after)) this.#catchUp();
  }

  onPresence(event: PresenceState | PresenceChanged): void {
    batch(() => {
      const before = this.#presence.value;
      this.#presence.value = present(before, event);
      if (event.type !== "presence.changed") return;
      const { cursor, lastVisible } = this.#log.value;
      const where = { at: this.#parts.platform.wall(), cursor, lastVisible, me: this.#parts.me() };
      this.#folded.value = folded(this.#folded.value, event, renames(before, event), where);
    });
  }

  onTyping(people: readonly Person[]): void {
    this.#typing.value = people.filter((person) => person.id !== this.#parts.me());
  }

  /** The server's last seq: an event that was lost at the end is noticed by it. */
  onHead(head: number): void {
    if (this.#cancelHead !== null || !this.#isLoaded() || head <= this.cursor) return;
    this.#cancelHead = this.#parts.platform.after(HEAD_MS, () => {
      this.#cancelHead = null;
      if (head > this.cursor) this.#catchUp();
    });
  }

  markedRead(seq: number): void {
    const state = this.#state.value;
    if (state !== null && seq > state.read) this.#state.value = { ...state, read: seq };
  }

  loadOlder(): void {
    if (!fold.hasOlder(this.#log.value)) return;
    const before = () => this.#log.value.low + 1;
    this.#pages(this.#olderEnd, before, fold.olderPage, fold.hasOlder, EMPTY_PAGES);
  }

  loadNewer(): void {
    const more = (log: fold.RoomLog) => fold.isLoaded(log) && !fold.atNewest(log);
    if (!more(this.#log.value)) return;
    const before = () => Math.min(this.#log.value.high + PAGE, this.cursor) + 1;
    this.#pages(this.#newerEnd, before, fold.newerPage, more, EMPTY_PAGES);
  }

  jumpToNewest(): void {
    const log = this.#log.value;
    if (log.awaiting || fold.atNewest(log)) return;
    this.#become(fold.hold(log));
    this.#newerEnd.value = "loading";
    this.#history(log.cursor + 1, (reply) => {
      const me = this.#parts.me();
      this.#newerEnd.value = reply?.type === "error" ? "failed" : "idle";
      if (reply?.type !== "history.page") return this.#become(fold.resume(this.#log.value, me));
      const before = this.#log.value;
      const after = fold.newestPage(before, reply, me);
      if (after === null) return this.#reload();
      this.#become(after, [...reply.events, ...before.ahead]);
    });
  }

  #pages(
    place: Signal<End>,
    before: () => number,
    merge: (log: fold.RoomLog, page: HistoryPage) => fold.RoomLog,
    more: (log: fold.RoomLog) => boolean,
    left: number,
  ): void {
    if (place.value === "loading") return;
    place.value = "loading";
    this.#history(before(), (reply) =>
      batch(() => {
        place.value = reply?.type === "error" ? "failed" : "idle";
        if (reply?.type !== "history.page") return;
        const log = this.#log.value;
        const merged = merge(log, reply);
        this.#become(merged);
        const nothing = !reply.events.some((event) => event.type === "message.created");
        if (nothing && merged !== log && left > 1 && more(merged))
          this.#pages(place, before, merge, more, left - 1);
      }),
    );
  }

  #history(before: number, answered: (reply: Reply | null) => void): void {
    const id = this.#parts.keys.next();
    this.#parts.requests.ask({ type: "history.read", id, room: this.room, before, limit: PAGE }, answered);
  }

  #catchUp(): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#cancelRetry();
    const { keys, requests } = this.#parts;
    const log = this.#log.value;
    const id = keys.next();
    const answered = (reply: Reply | null) => this.#onCaughtUp(reply);
    if (fold.isLoaded(log))
      requests.ask({ type: "room.sync", id, room: this.room, seq: log.cursor, epoch: log.epoch }, answered);
    else requests.ask({ type: "room.load", id, room: this.room, limit: PAGE }, answered);
  }

  #onCaughtUp(reply: Reply | null): void {
    this.#asking = false;
    if (reply === null) return;
    if (reply.type === "room.loaded") this.#onLoaded(reply);
    else if (reply.type === "room.reset") this.#reload();
    else if (reply.type === "error") this.#onRefused(reply);
    else if (reply.type === "room.caught_up") {
      const log = this.#log.value;
      const behind = !log.awaiting && log.cursor < reply.seq;
      // Lost meanwhile: this answer was for the log before.
      if (!this.#isLoaded()) this.#catchUp();
      else if (behind || fold.hasGap(log)) this.#retry(RETRY_MS);
    }
  }

  #onLoaded(reply: RoomLoaded): void {
    batch(() => {
      const before = this.#log.value;
      const after = fold.loaded(before, reply, this.#parts.me());
      this.#become(after, [...reply.events, ...before.ahead.filter((one) => one.seq <= after.cursor)]);
      this.#state.value = reply.state;
      this.#phase.value = "ready";
      if (this.#epoch !== reply.epoch) {
        // Opened for the first time, for somebody else, or with another history: what stood at a seq is void.
        this.#folded.value = this.#epoch === "" ? this.#folded.value : [];
        this.#readAtOpen.value = reply.state.read;
        this.#openings.value += 1;
        this.#epoch = reply.epoch;
      }
      this.#parts.onEpoch(reply.epoch);
    });
    if (fold.hasGap(this.#log.value)) this.#catchUp();
  }

  #onRefused(reply: ErrorReply): void {
    if (reply.retryable === true) this.#retry(reply.retry_after_ms ?? RETRY_MS);
    else this.#phase.value = "failed";
  }

  #reload(): void {
    this.#become(fold.lost(this.#log.value));
    this.#phase.value = "loading";
    this.#catchUp();
  }

  #retry(wait: number): void {
    this.#cancelRetry = this.#parts.platform.after(wait, () => this.#catchUp());
  }

  #become(log: fold.RoomLog, events: readonly DurableEvent[] = []): void {
    batch(() => {
      const moved = log.cursor !== this.cursor;
      this.#log.value = log;
      if (moved || events.length > 0) this.#parts.onApplied(this.room, log.cursor, events);
    });
  }
}

function end(state: End, more: boolean): "none" | "more" | "loading" | "failed" {
  if (state !== "idle") return state;
  return more ? "more" : "none";
}
