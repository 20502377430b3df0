/**
 * Sends the outbox: in order, pipelined, each message until it is acknowledged or refused for good.
 *
 * One tab sends at a time (a Web Lock per person, held while something is unsent and a moment longer).
 * Sending twice does no harm, the key sees to that; the lock keeps the order and spares the rate limit.
 */
import type { Platform } from "../net/platform";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import { inTime } from "../storage/patience";
import type { ErrorReply, MessageSend } from "../wire.gen";
import type { Item, Outbox } from "./outbox";
import { Turn } from "./turn";

export const IN_FLIGHT = 16;
/** The turn is kept this long for the next message; what other tabs say meanwhile goes out from here. */
const LINGER_MS = 5_000;
const RETRY_MS = 1_000;
const RETRY_CAP_MS = 30_000;

/** A room that refused: nothing is sent there until `at`, and then `outbox.resume` first. */
interface Held {
  key: string;
  at: number;
  cancel: () => void;
}

export interface SenderParts {
  platform: Platform;
  outbox: Outbox;
  requests: Requests;
  keys: Keys;
  /** Who sends on this connection, or null while offline or nobody. */
  sender(): number | null;
  /** The log of `room` got there: an acknowledgement at or below it needs no more waiting. */
  cursor(room: number): number;
  frameBytes(): number;
}

export class Sender {
  readonly #parts: SenderParts;
  readonly #inFlight = new Map<string, number>();
  readonly #held = new Map<number, Held>();
  readonly #refusals = new Map<number, number>();
  readonly #turn: Turn;
  #cancelLinger = () => {};

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#turn = new Turn(parts.platform);
  }

  /** Looks whether something can be sent, and sends it. Cheap; called whenever something changed. */
  pump(): void {
    const me = this.#parts.sender();
    this.#cancelLinger();
    if (me === null) {
      this.#turn.giveBack();
      return;
    }
    if (!this.#parts.outbox.items.value.some((item) => isUnsent(item, me))) {
      if (this.#turn.held)
        this.#cancelLinger = this.#parts.platform.after(LINGER_MS, () => this.#turn.giveBack());
      else this.#turn.giveBack();
      return;
    }
    if (this.#turn.held) this.#sendAll(me);
    else {
      const pump = () => this.pump();
      // What other tabs did is on the disk.
      const { platform, outbox } = this.#parts;
      const prepare = () => inTime(platform, outbox.restore(), undefined);
      this.#turn.take(`teahouse-outbox-${me}`, { prepare, go: pump, over: pump });
    }
  }

  close(): void {
    this.onDown();
    this.#turn.close();
  }

  /** The connection is gone; those under way are sent again in their order. */
  onDown(): void {
    const mine = [...this.#inFlight.keys()];
    for (const held of this.#held.values()) {
      held.cancel();
      mine.push(held.key);
    }
    this.#held.clear();
    this.#refusals.clear();
    this.#inFlight.clear();
    for (const key of mine) this.#parts.outbox.update(key, { state: "waiting", code: null, retryAt: null });
    this.#cancelLinger();
    this.#turn.giveBack();
  }

  isInFlight(key: string): boolean {
    return this.#inFlight.has(key);
  }

  /** The person will not wait for `retryAt`. */
  hurry(room: number): void {
    const held = this.#held.get(room);
    if (held === undefined) return;
    held.cancel();
    held.at = this.#parts.platform.now();
    this.pump();
  }

  #sendAll(me: number): void {
    const unsent = this.#parts.outbox.items.value.filter((item) => isUnsent(item, me));
    const now = this.#parts.platform.now();
    for (const room of new Set(unsent.map((item) => item.room))) {
      const held = this.#held.get(room);
      if (held === undefined) continue;
      // Those behind the refused one are refused too; only when all were is the order in our hands again.
      if (held.at > now || [...this.#inFlight.values()].includes(room)) continue;
      held.cancel();
      this.#held.delete(room);
      this.#parts.requests.ask({ type: "outbox.resume", id: this.#parts.keys.next(), room });
    }
    for (const item of unsent) {
      if (this.#inFlight.size >= IN_FLIGHT) break;
      if (this.#held.has(item.room) || this.#inFlight.has(item.key)) continue;
      if (item.foreign && this.#parts.platform.locks === null) continue;
      this.#transmit(item);
    }
  }

  #transmit(item: Item): void {
    const { outbox, requests } = this.#parts;
    const command = commandOf(item);
    // The server would close the connection over it, again and again.
    if (new TextEncoder().encode(JSON.stringify(command)).length > this.#parts.frameBytes()) {
      outbox.update(item.key, { state: "failed", code: "too_large", failed: "too_large" });
      return;
    }
    this.#inFlight.set(item.key, item.room);
    outbox.update(item.key, { state: "pending", code: null, retryAt: null, attempted: true });
    requests.ask(command, (reply) => {
      if (!this.#inFlight.delete(item.key) || reply === null) return;
      if (reply.type === "message.accepted") this.#onAccepted(item, reply.seq);
      else if (reply.type === "error") this.#onRefused(item, reply);
      this.pump();
    });
  }

  #onAccepted(item: Item, seq: number): void {
    this.#refusals.delete(item.room);
    this.#parts.outbox.accept(item.key, seq);
    if (seq <= this.#parts.cursor(item.room)) this.#parts.outbox.seen(item.key);
  }

  #onRefused(item: Item, reply: ErrorReply): void {
    const { outbox, platform } = this.#parts;
    if (reply.retryable !== true) {
      outbox.update(item.key, {
        state: "failed",
        code: reply.code,
        failed: reply.code,
        retryAt: null,
        attempted: false,
      });
      return;
    }
    if (this.#held.has(item.room)) {
      outbox.update(item.key, { state: "waiting", code: null, retryAt: null, attempted: false });
      return;
    }
    const times = this.#refusals.get(item.room) ?? 0;
    this.#refusals.set(item.room, times + 1);
    const wait = reply.retry_after_ms ?? Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** times);
    const at = platform.now() + wait;
    this.#held.set(item.room, { key: item.key, at, cancel: platform.after(wait, () => this.pump()) });
    outbox.update(item.key, { state: "held", code: reply.code, retryAt: at, attempted: false });
  }
}

/** What is not said is left out: a server of the first version takes the rest. */
function commandOf(item: Item): MessageSend {
  const command: MessageSend = { type: "message.send", id: item.key, room: item.room, body: item.body };
  if (item.to !== null) command.to = item.to.id;
  if (item.mentions.length > 0) command.mentions = item.mentions;
  if (item.everyone) command.everyone = true;
  if (item.replyTo !== null) command.reply_to = item.replyTo;
  if (item.action) command.action = true;
  if (item.color !== null) command.color = item.color;
  if (item.files.length > 0) command.files = item.files.map((file) => file.id);
  if (item.options.length > 0) command.options = item.options;
  return command;
}

function isUnsent(item: Item, me: number): boolean {
  return item.owner === me && item.accepted === null && !item.elsewhere && item.state !== "failed";
}
