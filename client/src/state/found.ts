/** Messages that were looked for, page by page: a search, or what calls oneself. Kept up to date while shown. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Hits } from "../contract";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import type { DurableEvent, MentionsRead, Reply, Search } from "../wire.gen";
import { changed, isChange, messageOf } from "./message";

/** The command for the page before `before`; null for the first. */
type Asking = (query: string, before: number | null) => Search | MentionsRead;

/** `wall` is Unix milliseconds: dates in a search are those of this machine's clock. */
export const searching =
  (keys: Keys, wall: () => number): Asking =>
  (query, before) => {
    const offset_minutes = -new Date(wall()).getTimezoneOffset();
    return { type: "search", id: keys.next(), query, before, offset_minutes };
  };

export const mentioning =
  (keys: Keys): Asking =>
  (_, before) => ({ type: "mentions.read", id: keys.next(), before });

export class Found {
  readonly #hits = signal<Hits | null>(null);
  readonly hits: ReadonlySignal<Hits | null> = this.#hits;
  readonly #requests: Requests;
  readonly #asking: Asking;
  #next: number | null = null;
  /** Counts up with each new start: an answer to an earlier one says nothing. */
  #turn = 0;

  constructor(requests: Requests, asking: Asking) {
    this.#requests = requests;
    this.#asking = asking;
  }

  start(query: string): void {
    this.#turn++;
    this.#next = null;
    this.#hits.value = { query, state: "loading", messages: [], count: 0, more: false };
    this.#ask(null);
  }

  /** The next page, or again the one that failed. */
  more(): void {
    const hits = this.#hits.peek();
    if (hits === null || hits.state === "loading" || (hits.state === "ready" && !hits.more)) return;
    this.#hits.value = { ...hits, state: "loading" };
    this.#ask(this.#next);
  }

  end(): void {
    this.#turn++;
    this.#hits.value = null;
  }

  /** Nothing of this room is to be seen any more. */
  drop(room: number): void {
    const hits = this.#hits.peek();
    if (hits === null || hits.messages.every((one) => one.room !== room)) return;
    const messages = hits.messages.filter((one) => one.room !== room);
    const count = hits.count - (hits.messages.length - messages.length);
    this.#hits.value = { ...hits, messages, count };
  }

  /** A room that is open got these: what is taken back is gone from here, too. */
  applied(room: number, events: readonly DurableEvent[]): void {
    const hits = this.#hits.peek();
    if (hits === null || hits.messages.length === 0) return;
    const changes = events.filter(isChange);
    if (!changes.some(({ target }) => hits.messages.some((one) => one.room === room && one.seq === target)))
      return;
    const now = hits.messages.map((one) => (one.room === room ? changes.reduce(changed, one) : one));
    const messages = now.filter((one) => one.folded.recalled_at === undefined);
    this.#hits.value = { ...hits, messages };
  }

  #ask(before: number | null): void {
    const turn = this.#turn;
    const query = this.#hits.peek()?.query ?? "";
    const answered = (reply: Reply | null) => {
      if (turn === this.#turn) this.#onPage(reply);
    };
    this.#requests.ask(this.#asking(query, before), answered);
  }

  #onPage(reply: Reply | null): void {
    const hits = this.#hits.peek();
    if (hits === null) return;
    if (reply?.type !== "found.page") {
      this.#hits.value = { ...hits, state: "failed" };
      return;
    }
    this.#next = reply.next;
    const known = new Set(hits.messages.map((one) => `${one.room}:${one.seq}`));
    const page = reply.messages
      .map((one) => messageOf(one))
      .filter((one) => !known.has(`${one.room}:${one.seq}`));
    const messages = [...hits.messages, ...page];
    this.#hits.value = { ...hits, state: "ready", messages, count: reply.count, more: reply.next !== null };
  }
}
