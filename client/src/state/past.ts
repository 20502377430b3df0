/** Keeps what is on the screen for the next start, and gives it back before the server is heard. */
import type { Platform } from "../net/platform";
import type { KeptLog, KeptStart, PastStore } from "../storage/past";
import type { DurableEvent } from "../wire.gen";
import { doingsBetween } from "./doings";
import type { OpenRoom } from "./open-room";
import type { Place } from "./place";
import { atNewest, isLoaded, type RoomLog, UNLOADED } from "./room";
import type { RoomList } from "./rooms";

/** Messages of each room that are kept. */
export const KEPT = 100;
/** What changes is written at most so often. */
export const WRITE_MS = 1_000;

export interface PastParts {
  platform: Platform;
  store: PastStore;
  /** Who is here, 0 for a visitor; null while nobody said. */
  owner(): number | null;
  start(): Omit<KeptStart, "kind" | "owner">;
  find(room: number): OpenRoom | undefined;
}

export class Past {
  readonly #parts: PastParts;
  readonly #logs = new Map<number, { owner: number; log: RoomLog }>();
  /** Rooms whose logs changed since they were written. */
  readonly #changed = new Set<number>();
  #writing = false;

  constructor(parts: PastParts) {
    this.#parts = parts;
  }

  /** What is there of one person, or null; its logs are given out by `take`. */
  async restore(): Promise<KeptStart | null> {
    const { store } = this.#parts;
    const [start, logs] = await Promise.all([store.start(), store.logs()]);
    if (start === null) return null;
    for (const log of logs)
      if (log.owner === start.owner && log.epoch === start.epoch)
        this.#logs.set(log.room, { owner: log.owner, log: logOf(log) });
    return start;
  }

  /** What was kept of a room for this person (0: a visitor), once. */
  take(room: number, owner: number, epoch: string): RoomLog | null {
    const kept = this.#logs.get(room);
    this.#logs.delete(room);
    return kept?.owner === owner && kept.log.epoch === epoch ? kept.log : null;
  }

  /** The rest, or what is open in them, changed. */
  changed(): void {
    this.#later();
  }

  /** The log of a room got these. */
  applied(room: number, events: readonly DurableEvent[]): void {
    this.#logs.delete(room);
    const log = this.#parts.find(room)?.log;
    // Scrolled up, the newest part is not here to be written: what was taken back must not stay on the disk.
    if (log !== undefined && !atNewest(log) && events.some(({ type }) => ERASING.includes(type)))
      void this.#parts.store.dropLog(room);
    this.#changed.add(room);
    this.#later();
  }

  /** Nothing of this room stays. */
  drop(room: number): void {
    this.#logs.delete(room);
    this.#changed.delete(room);
    void this.#parts.store.dropLog(room);
    this.#later();
  }

  /** The room keeps nothing from before `first` any more, and neither does this disk. */
  aged(room: number, first: number): void {
    const kept = this.#logs.get(room);
    if (kept !== undefined && kept.log.first < first) this.drop(room);
    else if (this.#parts.find(room) !== undefined) this.#changed.add(room);
    this.#later();
  }

  /** One may know of these rooms alone. */
  keepRooms(rooms: ReadonlySet<number>): void {
    for (const room of this.#logs.keys()) if (!rooms.has(room)) this.drop(room);
  }

  /** This person (0: a visitor) is here: nobody else's is kept. */
  keepOnly(owner: number): void {
    void this.#parts.store.keepOnly(owner);
  }

  forget(owner: number): void {
    this.#logs.clear();
    this.#changed.clear();
    void this.#parts.store.forget(owner);
  }

  #later(): void {
    if (this.#writing) return;
    this.#writing = true;
    this.#parts.platform.after(WRITE_MS, () => {
      this.#writing = false;
      this.#write();
    });
  }

  #write(): void {
    const { store, start, platform, find } = this.#parts;
    const owner = this.#parts.owner();
    if (owner === null) return;
    void store.put({ kind: "start", owner, ...start() });
    for (const room of this.#changed) {
      const log = find(room)?.log;
      if (log !== undefined && isLoaded(log) && atNewest(log))
        void store.put({ kind: "log", owner, room, at: platform.wall(), ...keptOf(log) });
    }
    this.#changed.clear();
  }
}

/** Who is here and which rooms there are, for the next start; `room` is on the screen. */
export function startOf(place: Place, rooms: RoomList, room: number): Omit<KeptStart, "kind" | "owner"> {
  const { epoch, you, name, ignored } = place;
  return {
    ...{ epoch, room, you: you.peek(), placeName: name.peek(), ignored: [...ignored.peek()] },
    rooms: [...rooms.all.peek()],
    moved: [...rooms.moved].map(([id, [head, at]]): [number, number, number] => [id, head, at]),
  };
}

const ERASING: readonly DurableEvent["type"][] = ["message.edited", "message.recalled"];

function keptOf(log: RoomLog): Omit<KeptLog, "kind" | "owner" | "room" | "at"> {
  const { epoch, first, cursor, about } = log;
  const messages = log.messages.slice(-KEPT);
  const low = messages.length < log.messages.length ? (messages[0]?.seq ?? 1) - 1 : log.low;
  const doings = [...doingsBetween(log.doings, low, cursor)];
  return { epoch, first, low, cursor, about, messages, doings, pins: [...log.pins] };
}

/** A log as it was, to go on from by a resume. */
function logOf(kept: KeptLog): RoomLog {
  const { epoch, first, low, cursor, messages, pins, about, doings = [] } = kept;
  const lastVisible = messages.at(-1)?.seq ?? 0;
  const log = { epoch, first, low, high: cursor, cursor, messages, doings, pins, about, lastVisible };
  return { ...UNLOADED, ...log, awaiting: false, changesAfter: cursor };
}
