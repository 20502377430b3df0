/** What one asks of the server once: it is answered, or one is told that nobody answered. */
import type { Outcome } from "../contract";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import type { Command, Person, Reply, RoomSummary } from "../wire.gen";
import { outcomeOf } from "./signs";

export interface AsksParts {
  requests: Requests;
  keys: Keys;
  online(): boolean;
  onYou(you: Person): void;
  /** A room that was made or opened by this: bring it on the screen. */
  onOpened(room: RoomSummary): void;
  onPeople(people: readonly Person[]): void;
}

type Asked<C> = C extends Command ? Omit<C, "id"> : never;

export class Asks {
  readonly #parts: AsksParts;

  constructor(parts: AsksParts) {
    this.#parts = parts;
  }

  rename(name: string): Promise<Outcome> {
    return this.#outcome({ type: "person.rename", name });
  }

  setStatus(away: boolean, text: string): Promise<Outcome> {
    return this.#outcome({ type: "status.set", away, text });
  }

  createRoom(title: string, topic: string): Promise<Outcome> {
    return this.#outcome({ type: "room.create", title, topic });
  }

  openDirect(people: readonly number[]): Promise<Outcome> {
    return this.#outcome({ type: "direct.open", people });
  }

  setNotify(room: number, level: "all" | "mentions" | "none"): Promise<Outcome> {
    return this.#outcome({ type: "room.notify", room, level });
  }

  ignore(person: number, ignored: boolean): Promise<Outcome> {
    return this.#outcome({ type: "person.ignore", person, ignored });
  }

  async findPeople(name: string): Promise<readonly Person[]> {
    if (name === "") return [];
    const reply = await this.#ask({ type: "people.find", name });
    if (reply?.type !== "people.page") return [];
    this.#parts.onPeople(reply.people);
    return reply.people;
  }

  async versions(room: number, seq: number): Promise<readonly (readonly [number, string | null])[] | null> {
    const reply = await this.#ask({ type: "edits.read", room, seq });
    return reply?.type === "edits.page" ? reply.versions : null;
  }

  async #outcome(command: Asked<Command>): Promise<Outcome> {
    return outcomeOf(await this.#ask(command));
  }

  #ask(command: Asked<Command>): Promise<Reply | null> {
    if (!this.#parts.online()) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#parts.requests.ask({ ...command, id: this.#parts.keys.next() } as Command, (reply) => {
        if (reply?.type === "person.accepted") this.#parts.onYou(reply.you);
        if (reply?.type === "room.opened") this.#parts.onOpened(reply.room);
        resolve(reply);
      });
    });
  }
}
