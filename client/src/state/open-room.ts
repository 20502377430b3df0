/** A room that is open: its log kept complete over the wire, and shown as signals. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  type Doing,
  type Message,
  MOST_UNREAD,
  type OwnMessage,
  type Referred,
  type RoomEntry,
  type RoomView,
} from "../contract";
import type { Platform } from "../net/platform";
import type { DurableEvent, PresenceChanged, PresenceState, RoomLoaded, RoomSummary } from "../wire.gen";
import { CatchUp } from "./catch-up";
import { Company } from "./company";
import { HeldLog, type HeldLogParts } from "./held-log";
import { ReferredMessages } from "./referred";
import * as fold from "./room";
import { Scroll } from "./scroll";

export interface OpenRoomParts extends HeldLogParts {
  platform: Platform;
  own: ReadonlySignal<readonly OwnMessage[]>;
  /** What the list of rooms knows of this one. */
  entry(room: number): RoomEntry | undefined;
  ranks(room: number): RoomView["ranks"];
  /** The messages of a room with one's own changes on them that nobody answered yet. */
  foreseen(room: number, messages: readonly Message[]): readonly Message[];
  /** The log was loaded: its room is like this. */
  onLoaded(reply: RoomLoaded): void;
  /** The log got to `cursor` by these events: one's own among them leave the outbox, in the same batch. */
  onApplied(room: number, cursor: number, events: readonly DurableEvent[]): void;
  /** A link led to no message that one may see. */
  onMissing(room: number, seq: number): void;
}

const NOTHING: readonly Message[] = [];

export class OpenRoom implements RoomView {
  readonly room: number;
  readonly #log: HeldLog;
  readonly #catchUp: CatchUp;
  readonly #scroll: Scroll;
  readonly #referred: ReferredMessages;
  readonly company: Company;
  readonly #phase = signal<"loading" | "ready" | "failed">("loading");
  /** The newest are here, and one begins elsewhere: nothing is shown until that is here too. */
  readonly #beginning = signal(false);
  readonly #readAtOpen = signal(0);
  readonly #openings = signal(0);
  /** The epoch of the last load; empty before it. */
  #epoch = "";
  /** Whether what is shown is from this machine's disk, and the server has not said yet what came since. */
  #fromDisk = false;
  readonly #parts: OpenRoomParts;

  readonly state: ReadonlySignal<RoomSummary | null>;
  readonly phase: ReadonlySignal<"loading" | "ready" | "failed"> = this.#phase;
  readonly messages: ReadonlySignal<readonly Message[]>;
  readonly doings: ReadonlySignal<readonly Doing[]>;
  readonly ranks: RoomView["ranks"];
  readonly pins: ReadonlySignal<readonly number[]>;
  readonly target: ReadonlySignal<{ seq: number; turn: number } | null>;
  readonly own: ReadonlySignal<readonly OwnMessage[]>;
  readonly older: RoomView["older"];
  readonly newer: RoomView["newer"];
  readonly unseen: ReadonlySignal<number>;
  readonly readAtOpen: ReadonlySignal<number> = this.#readAtOpen;
  readonly openings: ReadonlySignal<number> = this.#openings;
  readonly notices: RoomView["notices"];
  readonly people: RoomView["people"];
  readonly count: RoomView["count"];
  readonly typing: RoomView["typing"];

  constructor(room: number, parts: OpenRoomParts) {
    this.room = room;
    this.#parts = parts;
    const log = new HeldLog(room, parts, (cursor, events) => this.#onApplied(cursor, events));
    const company = new Company(parts.me);
    this.company = company;
    this.#log = log;
    this.#catchUp = new CatchUp(log, parts.platform, {
      onLoaded: (reply) => this.#onLoaded(reply),
      onHere: () => this.#here(false),
      onLost: () => {
        this.#phase.value = "loading";
      },
      onRefused: () => {
        this.#phase.value = "failed";
      },
    });
    this.#scroll = new Scroll(
      log,
      () => this.#catchUp.reload(),
      (seq) => parts.onMissing(room, seq),
    );
    this.#referred = new ReferredMessages(log);
    this.own = computed(() => parts.own.value.filter((message) => message.room === room));
    this.messages = computed(() =>
      this.#beginning.value ? NOTHING : parts.foreseen(room, log.value.messages),
    );
    this.doings = computed(() => log.value.doings);
    this.ranks = parts.ranks(room);
    const about = computed(() => log.value.about);
    this.state = computed(() => {
      const entry = parts.entry(room);
      return entry === undefined ? null : { ...entry, ...shownAbout(entry, about.value) };
    });
    this.pins = computed(() => log.value.pins);
    this.unseen = computed(() => log.value.unseen);
    [this.target, this.older, this.newer] = [this.#scroll.target, this.#scroll.older, this.#scroll.newer];
    [this.notices, this.typing] = [company.notices, company.typing];
    [this.people, this.count] = [company.people, company.count];
  }

  get log(): fold.RoomLog {
    return this.#log.peek();
  }

  get cursor(): number {
    return this.log.cursor;
  }

  get live(): boolean {
    return this.#catchUp.live;
  }

  /** Nobody can say yet what is unread: what was kept stands here, and what came since is on its way. */
  get stale(): boolean {
    return this.#fromDisk;
  }

  /** Others' messages after `seq`, where the window reaches from there to the newest; else null. */
  unreadAfter(seq: number): number | null {
    const { log } = this;
    if (!this.live || !fold.isLoaded(log) || !fold.atNewest(log) || seq < log.low) return null;
    const me = this.#parts.me();
    return log.messages.filter((one) => one.seq > seq && one.sender.id !== me && !one.to).length;
  }

  referred(seq: number): ReadonlySignal<Referred> {
    return this.#referred.of(seq);
  }

  /** On the screen again after another room: the line of what is new stands where it was read to. */
  reopened(): void {
    if (this.#phase.peek() !== "ready") return;
    batch(() => this.#opened());
  }

  /** The line of what is new stands before `seq` from now on. */
  startsNew(seq: number): void {
    this.#readAtOpen.value = seq - 1;
    this.#openings.value += 1;
  }

  /** What this machine kept, before the server is heard. */
  restore(log: fold.RoomLog): void {
    if (fold.isLoaded(this.log) || this.#catchUp.asking) return;
    batch(() => {
      this.#fromDisk = true;
      this.#log.become(log);
      this.#phase.value = "ready";
      this.#epoch = log.epoch;
      this.#opened();
    });
    this.#scroll.go();
  }

  /** A connection begins: resume from the cursor, or load. The same path for the first time and for all. */
  onHello(epoch: string, first: number): void {
    const log = this.log;
    if (log.epoch !== epoch) this.#log.become(fold.lost(log));
    else if (first > log.first) this.#log.become(fold.retained(log, first));
    this.#catchUp.anew();
  }

  /** The room keeps nothing from before `first` any more, and neither does this page. */
  onFirst(first: number): void {
    const log = this.log;
    if (first <= log.first) return;
    batch(() => {
      this.#log.become(fold.retained(log, first));
      this.#referred.forget();
      this.#referred.refresh(true);
    });
  }

  /** Somebody else reads here from now on: nothing of what one person alone may see stays. */
  forget(): void {
    this.#catchUp.stop();
    batch(() => {
      this.#log.become(fold.UNLOADED, []);
      this.#scroll.forget();
      this.#referred.forget();
      this.company.forget();
      this.#phase.value = "loading";
      this.#epoch = "";
      this.#fromDisk = false;
    });
  }

  /** The server cannot prove that this view is complete. */
  onReset(): void {
    if (!this.#catchUp.asking) this.#catchUp.reload();
  }

  onDown(): void {
    this.#catchUp.stop();
    batch(() => {
      this.company.onDown();
      this.#log.become(fold.resume(this.log, this.#parts.me()));
    });
  }

  /**
   * The server is told that one hears no more of it, after the last answer about it; then `left` runs. What is here
   * stays, for the next time.
   */
  leave(left = () => {}): void {
    if (!this.live) {
      left();
      return;
    }
    this.#catchUp.part(() => {
      this.onDown();
      const { keys, requests } = this.#parts;
      requests.ask({ type: "room.leave", id: keys.next(), room: this.room });
      left();
    });
  }

  /** On the screen again: where the server was not yet told otherwise, it will not be. */
  stay(): void {
    this.#catchUp.stay();
  }

  onEvent(event: DurableEvent): void {
    const before = this.log;
    const after = fold.apply(before, event, this.#parts.me());
    if (after === before) return;
    batch(() => {
      this.#log.become(after, fold.newly(before, after, event));
      if (event.type === "message.created") this.company.spoke(event.sender);
    });
    if (fold.hasGap(after)) this.#catchUp.go();
  }

  /** `at` is Unix milliseconds. */
  onPresence(event: PresenceState | PresenceChanged, at: number): void {
    const { cursor, lastVisible } = this.log;
    this.company.onPresence(event, { at, cursor, lastVisible });
  }

  onHead(head: number): void {
    this.#catchUp.onHead(head);
  }

  loadOlder(): void {
    this.#scroll.loadOlder();
  }

  loadNewer(): void {
    this.#scroll.loadNewer();
  }

  jumpToNewest(): void {
    this.#scroll.jumpToNewest();
  }

  /** `exactly`: a link leads there, and to nothing else. */
  jumpTo(seq: number, exactly: boolean): void {
    this.#scroll.jumpTo(seq, exactly);
  }

  #onLoaded(reply: RoomLoaded): void {
    batch(() => {
      const before = this.log;
      const after = fold.loaded(before, reply, this.#parts.me());
      this.#parts.onLoaded(reply);
      this.#log.become(after, [...reply.events, ...before.ahead.filter((one) => one.seq <= after.cursor)]);
      if (this.#epoch === reply.epoch) this.#phase.value = "ready";
      else {
        // Opened for the first time, for somebody else, or with another history: what stood at a seq is void.
        if (this.#epoch !== "") this.company.forgetNotices();
        this.#epoch = reply.epoch;
        this.#fromDisk = false;
        this.#begin();
      }
    });
    this.#here(true);
  }

  /** One begins at the first unread message: where that is not among the newest, those are not drawn at all. */
  #begin(): void {
    const [read, unread] = [this.#read(), this.#parts.entry(this.room)?.unread ?? 0];
    const [drawn, epoch] = [this.#phase.peek() === "ready", this.#epoch];
    const ready = () => {
      this.#beginning.value = false;
      if (this.#epoch !== epoch) return;
      this.#phase.value = "ready";
      this.#opened();
    };
    const far =
      read > 0 && unread > 0 && unread <= MOST_UNREAD && read < this.log.low && fold.hasOlder(this.log);
    if (drawn || !far || this.#scroll.wanted !== null) ready();
    else {
      this.#beginning.value = true;
      this.#scroll.begin(read + 1, ready);
    }
  }

  /** The log is as the server has it: what waited for that goes on. */
  #here(anew: boolean): void {
    if (this.#fromDisk) {
      this.#fromDisk = false;
      // Opened in truth: what came since it was kept is new.
      batch(() => this.#opened());
    }
    this.#referred.refresh(anew);
    this.#scroll.go();
  }

  #opened(): void {
    this.#readAtOpen.value = this.#read();
    this.#openings.value += 1;
  }

  #read(): number {
    return this.#parts.entry(this.room)?.read ?? 0;
  }

  #onApplied(cursor: number, events: readonly DurableEvent[]): void {
    this.#referred.applied(events);
    this.#parts.onApplied(this.room, cursor, events);
  }
}

/** What the log says is as old as its cursor; a conversation's title is made of names, and stays. */
function shownAbout(entry: RoomSummary, about: Partial<fold.About> | null): Partial<RoomSummary> {
  if (about === null) return {};
  return entry.kind === "direct" ? { topic: about.topic ?? entry.topic } : about;
}
