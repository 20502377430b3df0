/** Names by id: learned from whatever comes along, and asked for where nothing did. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import type { DurableEvent, Person } from "../wire.gen";

/** People asked for in one request. */
const BATCH = 100;

export interface NamesParts {
  requests: Requests;
  keys: Keys;
  online(): boolean;
}

export class Names {
  readonly #names = new Map<number, Signal<string>>();
  readonly #wanted = new Set<number>();
  readonly #asked = new Set<number>();
  readonly #parts: NamesParts;
  #scheduled = false;

  constructor(parts: NamesParts) {
    this.#parts = parts;
  }

  of(person: number): ReadonlySignal<string> {
    const name = this.#of(person);
    if (name.peek() === "" && !this.#asked.has(person)) {
      this.#wanted.add(person);
      this.#schedule();
    }
    return name;
  }

  /** They are called so now. */
  learn(people: Iterable<Person>): void {
    for (const person of people) this.#of(person.id).value = person.name;
  }

  /** They were called so when they said something; of who is known already, a newer name is known. */
  heard(events: readonly DurableEvent[]): void {
    for (const event of events) {
      if (!("sender" in event)) continue;
      const name = this.#of(event.sender.id);
      if (name.peek() === "") name.value = event.sender.name;
    }
  }

  /** Another connection: what was not answered is asked again. */
  again(): void {
    for (const person of this.#asked) if (this.#of(person).peek() === "") this.#wanted.add(person);
    this.#asked.clear();
    this.#schedule();
  }

  #of(person: number): Signal<string> {
    const known = this.#names.get(person);
    if (known !== undefined) return known;
    const name = signal("");
    this.#names.set(person, name);
    return name;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#ask();
    });
  }

  #ask(): void {
    if (!this.#parts.online()) return;
    const wanted = [...this.#wanted].filter((person) => this.#of(person).peek() === "");
    this.#wanted.clear();
    for (let from = 0; from < wanted.length; from += BATCH) {
      const people = wanted.slice(from, from + BATCH);
      // Who is nobody stays without a name, and is not asked for again on this connection.
      for (const person of people) this.#asked.add(person);
      this.#parts.requests.ask({ type: "people.read", id: this.#parts.keys.next(), people }, (reply) => {
        if (reply?.type === "people.page") this.learn(reply.people);
      });
    }
  }
}
