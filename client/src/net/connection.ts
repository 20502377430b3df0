/**
 * Owns the socket at `/ws`: opens it, notices when it is gone, comes back.
 *
 * It knows `hello`, `heartbeat`, `drain` and `closing`, and hands every message on. What was sent and not
 * answered is not its concern: whoever asked hears `onDown` and asks again.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { EndCode, Connection as Phase } from "../contract";
import {
  CLOSE,
  type Command,
  type ErrorCode,
  type Hello,
  PROTOCOL_VERSION,
  type ServerMessage,
} from "../wire.gen";
import { delayAfter, type Loss } from "./backoff";
import type { Platform, Sign, Socket } from "./platform";

const HELLO_MS = 10_000;
const TICK_MS = 5_000;
const GRACE_MS = 2_000;
const HANGING_MS = 2_000;
/** What browsers report for a connection that ended without a close frame (RFC 6455 section 7.1.5). */
const ABNORMAL = 1006;

export interface Listener {
  onMessage(message: ServerMessage): void;
  /** The connection is gone, and with it every answer that was awaited. */
  onDown(): void;
  /** The session has ended. True when it makes sense to come back as a visitor. */
  onSignedOut(): boolean;
}

export class Connection {
  readonly #phase = signal<Phase>({ phase: "connecting" });
  readonly phase: ReadonlySignal<Phase> = this.#phase;
  #socket: Socket | null = null;
  #attempt = 0;
  #triedAt = 0;
  #onlineAt: number | null = null;
  #heartbeat = HELLO_MS;
  #heard = 0;
  #heardWall = 0;
  #tickWall = 0;
  /** Not before this time, as `drain` or `closing` asked. */
  #notBefore: number | null = null;
  /** Why the server is about to close, as `closing` said. */
  #closing: ErrorCode | null = null;
  #restarting = false;
  #stopTicking = () => {};
  #stopWaiting = () => {};
  #stopWatching = () => {};
  readonly #platform: Platform;
  readonly #listener: Listener;

  constructor(platform: Platform, listener: Listener) {
    this.#platform = platform;
    this.#listener = listener;
  }

  start(): void {
    this.#stopWatching = this.#platform.watch((sign) => this.#onSign(sign));
    this.#tick();
    this.#open();
  }

  stop(): void {
    this.#stopWatching();
    this.#stopTicking();
    this.#discard();
  }

  /** False when nothing can be sent now. */
  send(command: Command): boolean {
    if (this.#socket === null || this.#onlineAt === null) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  /** Closes and opens again at once: after signing in, or when an answer stays away. */
  restart(): void {
    if (this.#phase.value.phase === "ended") return;
    this.#discard();
    this.#phase.value = { phase: "connecting" };
    this.#open();
  }

  /** Closes, and stays away until `restart`: what comes meanwhile would be of a session that is about to end. */
  hold(): void {
    if (this.#phase.value.phase === "ended") return;
    this.#discard();
    this.#phase.value = { phase: "connecting" };
  }

  /** The person asks for it: do not wait any longer, neither for the next try nor for one that hangs. */
  reconnectNow(): void {
    if (this.#onlineAt !== null) return;
    if (this.#socket !== null && this.#platform.now() - this.#triedAt < HANGING_MS) return;
    this.#discard();
    this.#open();
  }

  #open(): void {
    if (this.#phase.value.phase === "ended") this.#phase.value = { phase: "connecting" };
    if ("retryAt" in this.#phase.value) this.#phase.value = { ...this.#phase.value, retryAt: null };
    let socket: Socket;
    try {
      socket = this.#platform.openSocket();
    } catch {
      this.#lost(ABNORMAL, false);
      return;
    }
    this.#socket = socket;
    this.#closing = null;
    this.#triedAt = this.#platform.now();
    this.#hear();
    socket.onmessage = (event) => this.#onFrame(socket, event.data);
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code, false);
    };
    this.#stopWaiting = this.#platform.after(HELLO_MS, () => this.#lost(ABNORMAL, false));
  }

  #onFrame(socket: Socket, data: unknown): void {
    if (socket !== this.#socket || typeof data !== "string") return;
    this.#hear();
    let message: ServerMessage;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (message.type === "hello" && message.protocol !== PROTOCOL_VERSION) {
      this.#end("other_version");
      return;
    }
    if (message.type === "hello") this.#onHello(message);
    if (message.type === "closing") {
      this.#closing = message.code;
      this.#notBefore = this.#in(message.retry_after_ms ?? null) ?? this.#notBefore;
    }
    if (message.type === "drain") this.#onDrain(message.after_ms);
    this.#listener.onMessage(message);
  }

  #onHello(hello: Hello): void {
    this.#stopWaiting();
    this.#heartbeat = hello.limits.heartbeat_ms;
    this.#attempt = 0;
    this.#onlineAt = this.#platform.now();
    this.#notBefore = null;
    this.#restarting = false;
    this.#phase.value = { phase: "online" };
  }

  #onDrain(after: number): void {
    this.#restarting = true;
    this.#notBefore = this.#in(after);
    this.#stopWaiting();
    // Until it is time to come back, elsewhere or here, this connection is as good as any other.
    this.#stopWaiting = this.#platform.after(after, () => this.#lost(CLOSE.RESTART, false));
  }

  #lost(code: number, slept: boolean): void {
    const now = this.#platform.now();
    const loss: Loss = {
      code,
      slept,
      restarting: this.#restarting || code === CLOSE.RESTART,
      lasted: this.#onlineAt === null ? 0 : now - this.#onlineAt,
      asked: this.#notBefore === null ? null : Math.max(0, this.#notBefore - now),
    };
    this.#restarting = loss.restarting;
    this.#notBefore = null;
    this.#discard();
    if (code === CLOSE.NOT_SIGNED_IN && this.#listener.onSignedOut()) {
      this.#phase.value = { phase: "connecting" };
      this.#open();
      return;
    }
    const delay = delayAfter(loss, this.#attempt++, this.#platform.random());
    if (delay === null) {
      this.#end(endOf(code, this.#closing));
      return;
    }
    // Without a network every try is wasted; the browser says when it is back, and may be wrong.
    const wait = this.#platform.offline() ? Math.max(delay, 30_000) : delay;
    const away = code === CLOSE.FLOOD ? "flooded" : "offline";
    this.#phase.value = { phase: this.#restarting ? "restarting" : away, retryAt: now + wait };
    this.#stopWaiting = this.#platform.after(wait, () => this.#open());
  }

  /** Stays away until the person wants to come back. */
  #end(code: EndCode): void {
    this.#discard();
    this.#phase.value = { phase: "ended", code };
  }

  #discard(): void {
    this.#stopWaiting();
    this.#onlineAt = null;
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    this.#listener.onDown();
  }

  #onSign(sign: Sign): void {
    if (sign === "offline") {
      if (this.#phase.value.phase !== "ended" && this.#socket !== null) this.#lost(ABNORMAL, false);
    } else if (this.#socket !== null) this.#look();
    else if (this.#phase.value.phase === "offline") this.reconnectNow();
  }

  #hear(): void {
    this.#heard = this.#platform.now();
    this.#heardWall = this.#platform.wall();
  }

  #tick(): void {
    this.#tickWall = this.#platform.wall();
    this.#stopTicking = this.#platform.after(TICK_MS, () => {
      this.#look();
      this.#tick();
    });
  }

  /** Is the server still heard? The larger of both clocks counts: one stands still in sleep. */
  #look(): void {
    if (this.#onlineAt === null) return;
    const wall = this.#platform.wall();
    const silence = Math.max(this.#platform.now() - this.#heard, wall - this.#heardWall);
    if (silence <= 2 * this.#heartbeat + GRACE_MS) return;
    this.#lost(ABNORMAL, wall - this.#tickWall > 3 * TICK_MS);
  }

  #in(ms: number | null): number | null {
    return ms === null ? null : this.#platform.now() + ms;
  }
}

function endOf(code: number, closing: ErrorCode | null): EndCode {
  if (code === CLOSE.BANNED) return "banned";
  return code === CLOSE.NOT_SIGNED_IN ? "not_signed_in" : (closing ?? "internal");
}
