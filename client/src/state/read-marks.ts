/** `read.mark`: what was read in each room, told at most every 2 s, and on leaving. */
import type { Outcome } from "../contract";
import type { Reply } from "../wire.gen";
import { outcomeOf, type SignParts } from "./signs";

export const READ_MS = 2_000;
/** A refusal rests longer each time, up to this. */
const REST_CAP_MS = 30_000;

interface Mark {
  /** Answered; and said, whatever became of it. */
  told: number;
  said: number;
  wanted: number;
  waiting: boolean;
  /** Refusals in a row, for now: whoever reads all rooms at once tells more than the server takes at once. */
  refusals: number;
  /** Gives up the telling that is to come. */
  cancel: () => void;
  /** It was marked as unread again: what is on the screen is not read by that, until the room is opened. */
  held: boolean;
}

const NOTHING = { waiting: false, refusals: 0, cancel: () => {}, held: false } as const;
const NONE: Mark = { told: 0, said: 0, wanted: 0, ...NOTHING };

export class ReadMarks {
  readonly #parts: SignParts;
  readonly #rooms = new Map<number, Mark>();

  constructor(parts: SignParts) {
    this.#parts = parts;
  }

  /** Whether this counts as read. */
  mark(room: number, seq: number): boolean {
    const mark = this.#of(room);
    if (mark.held || seq <= Math.max(mark.wanted, mark.told)) return false;
    mark.wanted = seq;
    if (!mark.waiting) this.#tell(room, mark);
    return true;
  }

  /** Everything from `seq` on is unread again. */
  back(room: number, seq: number): Promise<Outcome> {
    if (!this.#parts.canTell()) return Promise.resolve("offline");
    this.#rooms.set(room, { ...NONE, told: seq - 1, said: seq - 1, wanted: seq - 1, held: true });
    const id = this.#parts.keys.next();
    return new Promise((resolve) => {
      const answered = (reply: Reply | null) => resolve(outcomeOf(reply));
      this.#parts.requests.ask({ type: "read.mark", id, room, seq: seq - 1, back: true }, answered);
    });
  }

  opened(room: number): void {
    this.#of(room).held = false;
  }

  /** What was read and not told yet is told now. */
  leave(room: number): void {
    const mark = this.#of(room);
    if (mark.wanted > mark.said) this.#tell(room, mark);
  }

  /** Another connection: what was not told yet is told now. */
  again(): void {
    for (const [room, mark] of this.#rooms)
      if (!mark.waiting && mark.wanted > mark.told) this.#tell(room, mark);
  }

  /** What this page is about to tell, or null when the server has heard it all. */
  pending(room: number): number | null {
    const mark = this.#rooms.get(room);
    return mark !== undefined && mark.wanted > mark.told ? mark.wanted : null;
  }

  /** Another person reads here now, or another history. */
  forget(): void {
    this.#rooms.clear();
  }

  #of(room: number): Mark {
    const known = this.#rooms.get(room);
    if (known !== undefined) return known;
    const mark = { ...NONE };
    this.#rooms.set(room, mark);
    return mark;
  }

  #tell(room: number, mark: Mark): void {
    if (!this.#parts.canTell()) return;
    const seq = mark.wanted;
    mark.said = seq;
    this.#rest(room, mark, READ_MS);
    this.#parts.requests.ask({ type: "read.mark", id: this.#parts.keys.next(), room, seq }, (reply) => {
      if (reply === null) return;
      if (reply.type !== "error") {
        mark.told = Math.max(mark.told, seq);
        mark.refusals = 0;
      } else if (reply.retryable === true) {
        mark.said = mark.told;
        this.#rest(room, mark, Math.min(REST_CAP_MS, READ_MS * 2 ** mark.refusals++));
      }
    });
  }

  /** Nothing is told of the room for so long; then what is left to tell. */
  #rest(room: number, mark: Mark, ms: number): void {
    mark.cancel();
    mark.waiting = true;
    mark.cancel = this.#parts.platform.after(ms, () => {
      mark.waiting = false;
      if (mark.wanted > mark.said && this.#rooms.get(room) === mark) this.#tell(room, mark);
    });
  }
}
