/** Small signs that go out at most so often: that someone types. */
import type { Outcome } from "../contract";
import type { Platform } from "../net/platform";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import type { Reply } from "../wire.gen";

export const TYPING_MS = 3_000;

export interface SignParts {
  platform: Platform;
  requests: Requests;
  keys: Keys;
  /** Online, and somebody. */
  canTell(): boolean;
}

/** What a reply says of a command that has nothing else to tell. */
export function outcomeOf(reply: Reply | null): Outcome {
  if (reply === null) return "offline";
  return reply.type === "error" ? reply.code : null;
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
