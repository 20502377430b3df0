/** Who is what in a room: its owner, its moderators and members, as its log and the server tell. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Platform } from "../net/platform";
import type { DurableEvent, Person } from "../wire.gen";
import type { Api } from "./api";

/** Ids of people with their role in the room. */
export type Ranks = ReadonlyMap<number, string>;

/** What is on the screen first has the line for itself. */
const LATER_MS = 300;

export interface RanksParts {
  platform: Platform;
  api: Pick<Api, "ask">;
  /** Whether one may ask who is in the room. */
  mayAsk(room: number): boolean;
  onPeople(people: readonly Person[]): void;
}

export class RoomRanks {
  readonly #rooms = new Map<number, Signal<Ranks>>();
  readonly #asking = new Set<number>();
  readonly #parts: RanksParts;

  constructor(parts: RanksParts) {
    this.#parts = parts;
  }

  of(room: number): ReadonlySignal<Ranks> {
    return this.#signal(room);
  }

  /** Asks the server, once for all who ask meanwhile. */
  load(room: number): void {
    if (this.#asking.has(room) || !this.#parts.mayAsk(room)) return;
    this.#asking.add(room);
    this.#parts.platform.after(LATER_MS, () => void this.#ask(room));
  }

  /** The log of the room got these. */
  applied(room: number, events: readonly DurableEvent[]): void {
    const changes = events.filter(({ type }) => type === "member.added" || type === "member.removed");
    if (changes.length === 0) return;
    const now = new Map(this.#signal(room).peek());
    for (const event of changes) {
      if (event.type === "member.added") now.set(event.member.id, event.role);
      else if (event.type === "member.removed") now.delete(event.member.id);
    }
    this.#signal(room).value = now;
  }

  drop(room: number): void {
    this.#signal(room).value = new Map();
    this.#rooms.delete(room);
  }

  forget(): void {
    for (const room of [...this.#rooms.keys()]) this.#signal(room).value = new Map();
  }

  async #ask(room: number): Promise<void> {
    const ranks = this.#signal(room);
    const before = ranks.peek();
    const told = this.#parts.mayAsk(room)
      ? await this.#parts.api.ask<{ members: { person: Person; role: string }[] }>(
          "GET",
          `rooms/${room}/members`,
        )
      : null;
    this.#asking.delete(room);
    if (told === null || !told.ok || !Array.isArray(told.value?.members)) return;
    // What the log told meanwhile may be younger than the answer: the next one has both.
    if (ranks.peek() !== before) this.load(room);
    else {
      this.#parts.onPeople(told.value.members.map(({ person }) => person));
      ranks.value = new Map(told.value.members.map(({ person, role }) => [person.id, role]));
    }
  }

  #signal(room: number): Signal<Ranks> {
    let found = this.#rooms.get(room);
    if (found === undefined) {
      found = signal<Ranks>(new Map());
      this.#rooms.set(room, found);
    }
    return found;
  }
}
