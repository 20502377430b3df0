/** Small signs that go out at most so often: what was read, and that someone types. */
import type { Platform } from "../net/platform";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";

export const READ_MS = 2_000;
export const TYPING_MS = 3_000;

export interface SignParts {
  platform: Platform;
  requests: Requests;
  keys: Keys;
  /** Online, and somebody. */
  canTell(): boolean;
}

/** `read.mark`: the latest seq, at most every 2 s. */
export class ReadMark {
  readonly #parts: SignParts;
  #told = 0;
  #wanted = 0;
  #waiting = false;

  constructor(parts: SignParts) {
    this.#parts = parts;
  }

  mark(room: number, seq: number): void {
    if (seq <= Math.max(this.#wanted, this.#told)) return;
    this.#wanted = seq;
    if (!this.#waiting) this.#tell(room);
  }

  /** Another connection: what was not told yet is told now. */
  again(room: number): void {
    if (!this.#waiting && this.#wanted > this.#told) this.#tell(room);
  }

  /** Another person reads here now, or another history. */
  forget(): void {
    this.#told = 0;
    this.#wanted = 0;
  }

  #tell(room: number): void {
    if (!this.#parts.canTell()) return;
    const seq = this.#wanted;
    this.#waiting = true;
    this.#parts.requests.ask({ type: "read.mark", id: this.#parts.keys.next(), room, seq }, (reply) => {
      if (reply?.type === "done") this.#told = Math.max(this.#told, seq);
    });
    this.#parts.platform.after(READ_MS, () => {
      this.#waiting = false;
      if (this.#wanted > seq) this.#tell(room);
    });
  }
}

/** `typing.start` at most every 3 s while typing; `typing.stop` once. */
export class Typing {
  readonly #parts: SignParts;
  #startedAt: number | null = null;

  constructor(parts: SignParts) {
    this.#parts = parts;
  }

  now(room: number, active: boolean): void {
    const now = this.#parts.platform.now();
    if (!this.#parts.canTell()) return;
    if (active && (this.#startedAt === null || now - this.#startedAt >= TYPING_MS)) {
      this.#startedAt = now;
      this.#parts.requests.ask({ type: "typing.start", id: this.#parts.keys.next(), room });
    } else if (!active && this.#startedAt !== null) {
      this.#startedAt = null;
      this.#parts.requests.ask({ type: "typing.stop", id: this.#parts.keys.next(), room });
    }
  }

  /** The connection is gone, and the server forgot. */
  forget(): void {
    this.#startedAt = null;
  }
}
