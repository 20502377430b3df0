/** A room that is open: its log kept complete over the wire, and shown as signals. */
import { batch, computed, type ReadonlySignal } from "@preact/signals";
import type { Doing, Message, OwnMessage, Referred, RoomEntry, RoomView } from "../contract";
import type { Platform } from "../net/platform";
import type { DurableEvent, PresenceChanged, PresenceState, RoomLoaded, RoomSummary } from "../wire.gen";
import { CatchUp } from "./catch-up";
import { Company } from "./company";
import { HeldLog, type HeldLogParts } from "./held-log";
import { Opening } from "./opening";
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
  readonly #opening: Opening;
  readonly company: Company;
  readonly #parts: OpenRoomParts;

  readonly state: ReadonlySignal<RoomSummary | null>;
  readonly phase: RoomView["phase"];
  readonly messages: ReadonlySignal<readonly Message[]>;
  readonly doings: ReadonlySignal<readonly Doing[]>;
  readonly ranks: RoomView["ranks"];
  readonly pins: ReadonlySignal<readonly number[]>;
  readonly target: ReadonlySignal<{ seq: number; turn: number } | null>;
  readonly own: ReadonlySignal<readonly OwnMessage[]>;
  readonly older: RoomView["older"];
  readonly newer: RoomView["newer"];
  readonly unseen: ReadonlySignal<number>;
  readonly readAtOpen: RoomView["readAtOpen"];
  readonly openings: RoomView["openings"];
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
      onLost: () => this.#opening.lost(),
      onRefused: () => this.#opening.refused(),
    });
    this.#scroll = new Scroll(
      log,
      () => this.#catchUp.reload(),
      (seq) => parts.onMissing(room, seq),
    );
    this.#opening = new Opening({
      log: () => log.peek(),
      scroll: this.#scroll,
      entry: () => parts.entry(room),
      onOther: () => company.forgetNotices(),
    });
    this.#referred = new ReferredMessages(log);
    this.own = computed(() => parts.own.value.filter((message) => message.room === room));
    this.messages = computed(() =>
      this.#opening.beginning.value ? NOTHING : parts.foreseen(room, log.value.messages),
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
    const { phase, readAtOpen, times } = this.#opening;
    [this.phase, this.readAtOpen, this.openings] = [phase, readAtOpen, times];
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
    return this.#opening.fromDisk;
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
    this.#opening.again();
  }

  /** The line of what is new stands before `seq` from now on. */
  startsNew(seq: number): void {
    this.#opening.startsNew(seq);
  }

  /** What this machine kept, before the server is heard. */
  restore(log: fold.RoomLog): void {
    if (fold.isLoaded(this.log) || this.#catchUp.asking) return;
    batch(() => {
      this.#log.become(log);
      this.#opening.restored(log.epoch);
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
      this.#opening.forget();
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
      this.#opening.loaded(reply.epoch);
    });
    this.#here(true);
  }

  /** The log is as the server has it: what waited for that goes on. */
  #here(anew: boolean): void {
    this.#opening.here();
    this.#referred.refresh(anew);
    this.#scroll.go();
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
