/** Pairs each command with its one reply. */
import type { Command, Reply, ServerMessage } from "../wire.gen";
import type { Platform } from "./platform";

/** An answer that stays away this long means that the connection is no good. */
export const ANSWER_MS = 15_000;

/** The reply, or null when the connection ended first. */
export type Answered = (reply: Reply | null) => void;

export class Requests {
  readonly #waiting = new Map<string, { answered: Answered; cancel: () => void }>();
  readonly #platform: Platform;
  readonly #send: (command: Command) => boolean;
  readonly #onSilence: () => void;

  constructor(platform: Platform, send: (command: Command) => boolean, onSilence: () => void) {
    this.#platform = platform;
    this.#send = send;
    this.#onSilence = onSilence;
  }

  /** Sends `command`; `answered` runs exactly once. */
  ask(command: Command, answered: Answered = () => {}): void {
    if (!this.#send(command)) {
      answered(null);
      return;
    }
    const cancel = this.#platform.after(ANSWER_MS, this.#onSilence);
    this.#waiting.set(command.id, { answered, cancel });
  }

  settle(reply: Reply): void {
    if (reply.id === null) return;
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    waiting.cancel();
    waiting.answered(reply);
  }

  /** The connection is gone: nobody will answer. */
  drop(): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of all) one.cancel();
    for (const one of all) one.answered(null);
  }
}

/** Replies, and only replies, have the field `id`. */
export function isReply(message: ServerMessage): message is Reply {
  return "id" in message;
}
