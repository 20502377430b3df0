/** The log of an open room in one place: whoever moves it tells what was applied by that. */
import { batch, signal } from "@preact/signals";
import type { Platform } from "../net/platform";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import type { DurableEvent, Reply } from "../wire.gen";
import { type RoomLog, UNLOADED } from "./room";

export const PAGE = 60;
/** Where one begins in the middle of a room: more than a screen, and soon drawn; the rest follows. */
export const FIRST = 36;

export interface HeldLogParts {
  platform: Pick<Platform, "drawn">;
  requests: Requests;
  keys: Keys;
  me(): number | null;
}

export class HeldLog {
  readonly room: number;
  readonly me: () => number | null;
  readonly #log = signal<RoomLog>(UNLOADED);
  readonly #parts: HeldLogParts;
  readonly #onApplied: (cursor: number, events: readonly DurableEvent[]) => void;

  constructor(
    room: number,
    parts: HeldLogParts,
    onApplied: (cursor: number, events: readonly DurableEvent[]) => void,
  ) {
    this.room = room;
    this.me = parts.me;
    this.#parts = parts;
    this.#onApplied = onApplied;
  }

  /** Once what the log became is on the screen. */
  drawn(action: () => void): () => void {
    return this.#parts.platform.drawn(action);
  }

  /** The log now; read inside an effect, what depends on it follows. */
  get value(): RoomLog {
    return this.#log.value;
  }

  peek(): RoomLog {
    return this.#log.peek();
  }

  /** `events` are those by which it became this, in order: those that waited, if nothing else is said. */
  become(log: RoomLog, told?: readonly DurableEvent[]): void {
    batch(() => {
      const events = told ?? this.peek().ahead.filter((event) => event.seq <= log.cursor);
      const moved = log.cursor !== this.peek().cursor;
      this.#log.value = log;
      if (moved || events.length > 0) this.#onApplied(log.cursor, events);
    });
  }

  history(
    where: { before: number } | { around: number },
    answered: (reply: Reply | null) => void,
    limit = PAGE,
  ): void {
    const id = this.#parts.keys.next();
    const command = { type: "history.read", id, room: this.room, limit } as const;
    this.#parts.requests.ask({ ...command, ...where }, answered);
  }

  /** The whole of the newest, or what came after the cursor. */
  catchUp(answered: (reply: Reply | null) => void): void {
    const { keys, requests } = this.#parts;
    const [id, room, log] = [keys.next(), this.room, this.peek()];
    if (log.cursor >= 0)
      requests.ask({ type: "room.sync", id, room, seq: log.cursor, epoch: log.epoch }, answered);
    else requests.ask({ type: "room.load", id, room, limit: PAGE }, answered);
  }

  read(seqs: readonly number[], answered: (reply: Reply | null) => void): void {
    const id = this.#parts.keys.next();
    this.#parts.requests.ask({ type: "messages.read", id, room: this.room, seqs }, answered);
  }
}
