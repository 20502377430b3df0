/** Keeps the log of an open room complete over the wire: loads it, resumes it, notices what is missing. */
import type { Platform } from "../net/platform";
import type { ErrorReply, Reply, RoomLoaded } from "../wire.gen";
import type { HeldLog } from "./held-log";
import * as fold from "./room";

export const HEAD_MS = 2_000;
const RETRY_MS = 3_000;

export interface CatchUpEvents {
  /** The log is to be replaced by this. */
  onLoaded(reply: RoomLoaded): void;
  /** All that the server had when it was asked is here. */
  onHere(): void;
  /** What was here is worth nothing any more, and is being loaded. */
  onLost(): void;
  /** The server will not tell. */
  onRefused(): void;
}

export class CatchUp {
  readonly #log: HeldLog;
  readonly #platform: Platform;
  readonly #on: CatchUpEvents;
  #live = false;
  /** A load or sync is under way. */
  #asking = false;
  #cancelRetry = () => {};
  #cancelHead: (() => void) | null = null;
  /** Nobody wants it any more, once the answer that is on its way is here. */
  #parting: (() => void) | null = null;

  constructor(log: HeldLog, platform: Platform, on: CatchUpEvents) {
    this.#log = log;
    this.#platform = platform;
    this.#on = on;
  }

  /** The server was asked for this room on this connection, and tells what happens in it. */
  get live(): boolean {
    return this.#live;
  }

  get asking(): boolean {
    return this.#asking;
  }

  go(): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#live = true;
    this.#cancelRetry();
    this.#log.catchUp((reply) => this.#onReply(reply));
  }

  /** A new connection: what was asked on the one before is not answered. */
  anew(): void {
    this.#asking = false;
    this.go();
  }

  reload(): void {
    this.#log.become(fold.lost(this.#log.peek()));
    this.#on.onLost();
    this.go();
  }

  /** The server's last seq: an event that was lost at the end is noticed by it. */
  onHead(head: number): void {
    const log = this.#log.peek();
    if (this.#cancelHead !== null || !fold.isLoaded(log) || head <= log.cursor) return;
    this.#cancelHead = this.#platform.after(HEAD_MS, () => {
      this.#cancelHead = null;
      if (head > this.#log.peek().cursor) this.go();
    });
  }

  /**
   * Runs `left` as soon as no load or sync is under way: the server answers each command when it is done with it, and
   * a load that is slower than the leaving behind it would have the room told on for ever.
   */
  part(left: () => void): void {
    if (this.#asking) this.#parting = left;
    else left();
  }

  /** It is wanted again after all: what was asked for goes on. */
  stay(): void {
    this.#parting = null;
  }

  stop(): void {
    this.#live = false;
    this.#asking = false;
    this.#parting = null;
    this.#cancelRetry();
    this.#cancelHead?.();
    this.#cancelHead = null;
  }

  #onReply(reply: Reply | null): void {
    this.#asking = false;
    if (reply === null) return;
    const parting = this.#parting;
    this.#parting = null;
    if (parting !== null) parting();
    else if (reply.type === "room.loaded") {
      this.#on.onLoaded(reply);
      if (fold.hasGap(this.#log.peek())) this.go();
    } else if (reply.type === "room.reset") this.reload();
    else if (reply.type === "error") this.#onRefused(reply);
    else if (reply.type === "room.caught_up") this.#onCaughtUp(reply.seq);
  }

  #onCaughtUp(seq: number): void {
    const log = this.#log.peek();
    const behind = !log.awaiting && log.cursor < seq;
    // Lost meanwhile: this answer was for the log before.
    if (!fold.isLoaded(log)) this.go();
    else if (behind || fold.hasGap(log)) this.#retry(RETRY_MS);
    else this.#on.onHere();
  }

  #onRefused(reply: ErrorReply): void {
    if (reply.retryable === true) this.#retry(reply.retry_after_ms ?? RETRY_MS);
    else this.#on.onRefused();
  }

  #retry(wait: number): void {
    this.#cancelRetry = this.#platform.after(wait, () => this.go());
  }
}
