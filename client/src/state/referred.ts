/** Messages that answers and pins speak of: out of the window, or fetched, and kept up to date like it. */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Message, Referred } from "../contract";
import type { DurableEvent, Reply } from "../wire.gen";
import type { HeldLog } from "./held-log";
import { changed, isChange, placeOf } from "./message";
import { brought, isStale } from "./pages";
import { isLoaded } from "./room";

/** Messages kept besides those that somebody looks at. */
export const KEPT = 200;
export const BATCH = 50;

interface Entry {
  seq: number;
  signal: Signal<Referred>;
  watched: boolean;
  state: "wanted" | "asked" | "known";
}

export class ReferredMessages {
  readonly #entries = new Map<number, Entry>();
  readonly #log: HeldLog;
  #scheduled = false;

  constructor(log: HeldLog) {
    this.#log = log;
  }

  of(seq: number): ReadonlySignal<Referred> {
    const known = this.#entries.get(seq);
    const entry = known ?? this.#enter(seq);
    // The last one asked for is the last one to go.
    this.#entries.delete(seq);
    this.#entries.set(seq, entry);
    if (known === undefined) this.#makeRoom();
    return entry.signal;
  }

  /** The log went on by these. */
  applied(events: readonly DurableEvent[]): void {
    if (this.#entries.size === 0) return;
    for (const event of events) {
      if (!isChange(event)) continue;
      const entry = this.#entries.get(event.target);
      if (entry?.signal.peek().kind === "message") entry.signal.value = after(entry.signal.peek(), event);
    }
  }

  /** The log is another one than it was, or was resumed: what is not known, or not for sure, is asked for. */
  refresh(all: boolean): void {
    for (const entry of this.#entries.values()) {
      if (!all && entry.state === "known") continue;
      const here = this.#here(entry.seq);
      if (here !== null) entry.signal.value = here;
      entry.state = here === null ? "wanted" : "known";
    }
    this.#schedule();
  }

  /** Nothing of it may be seen any more. */
  forget(): void {
    batch(() => {
      for (const entry of this.#entries.values()) entry.signal.value = { kind: "loading" };
    });
    for (const entry of this.#entries.values()) entry.state = "wanted";
  }

  #enter(seq: number): Entry {
    const here = this.#here(seq);
    const entry: Entry = {
      seq,
      watched: false,
      state: here === null ? "wanted" : "known",
      signal: signal<Referred>(here ?? { kind: "loading" }, {
        watched: () => {
          entry.watched = true;
        },
        unwatched: () => {
          entry.watched = false;
        },
      }),
    };
    this.#entries.set(seq, entry);
    if (here === null) this.#schedule();
    return entry;
  }

  /** What the window knows of it; null when it is outside. */
  #here(seq: number): Referred | null {
    const log = this.#log.peek();
    if (!isLoaded(log) || seq <= log.low || seq > log.high) return null;
    const message = log.messages[placeOf(log.messages, seq)];
    return message === undefined ? { kind: "gone" } : { kind: "message", message };
  }

  #makeRoom(): void {
    let surplus = this.#entries.size - KEPT;
    for (const entry of this.#entries.values()) {
      if (surplus <= 0) return;
      if (entry.watched) continue;
      this.#entries.delete(entry.seq);
      surplus--;
    }
  }

  /** All that one turn asks for goes in few requests. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#ask();
    });
  }

  #ask(): void {
    if (!isLoaded(this.#log.peek())) return;
    const wanted = [...this.#entries.values()].filter((entry) => entry.state === "wanted");
    for (let from = 0; from < wanted.length; from += BATCH) {
      const some = wanted.slice(from, from + BATCH);
      for (const entry of some) entry.state = "asked";
      this.#log.read(
        some.map((entry) => entry.seq),
        (reply) => batch(() => this.#onRead(some, reply)),
      );
    }
  }

  #onRead(asked: readonly Entry[], reply: Reply | null): void {
    const log = this.#log.peek();
    const open = asked.filter((entry) => entry.state === "asked");
    if (reply?.type === "messages.page" && !isStale(log, reply.as_of)) {
      const found = new Map(brought(log, reply.messages, reply.as_of).map((one) => [one.seq, one]));
      for (const entry of open) {
        const message = found.get(entry.seq);
        entry.signal.value = message === undefined ? { kind: "gone" } : { kind: "message", message };
        entry.state = "known";
      }
      return;
    }
    // Refused for good is as good as not there; the rest is asked for when the room is caught up again.
    const gone = reply?.type === "error" && reply.retryable !== true;
    for (const entry of open) {
      entry.state = gone ? "known" : "wanted";
      if (gone) entry.signal.value = { kind: "gone" };
    }
    if (reply?.type === "messages.page") this.#schedule();
  }
}

function after(referred: Referred, event: Parameters<typeof changed>[1]): Referred {
  if (referred.kind !== "message") return referred;
  const message: Message = changed(referred.message, event);
  return message === referred.message ? referred : { kind: "message", message };
}
