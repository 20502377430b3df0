/**
 * How a person becomes nobody here: by its own wish, by that of another tab or device, or by the server's.
 *
 * Whatever the way, the page is a visitor's at once, and nothing private is left of who was here.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Outcome, OwnMessage, PageNotice } from "../contract";
import type { Platform } from "../net/platform";
import type { Person } from "../wire.gen";
import { type Identity, refusal } from "./identity";

const NOT_SIGNED_IN = 401;

export interface SignOutParts {
  platform: Platform;
  identity: Identity;
  you: ReadonlySignal<Person | null>;
  unsent: ReadonlySignal<readonly OwnMessage[]>;
  /** Nothing that this person wrote or was shown stays on the disk. */
  forget: (id: number) => void;
  /** The page is a visitor's now: forget what was this person's. */
  onLeft: () => void;
  /** Say hello anew. */
  restart: () => void;
}

export class SignOut {
  readonly notice = signal<PageNotice | null>(null);
  readonly #left = new Set<number>();
  readonly #parts: SignOutParts;

  constructor(parts: SignOutParts) {
    this.#parts = parts;
  }

  /** Ends the session. Nothing changes here unless the server says that it is over. */
  async ask(): Promise<Outcome> {
    const person = this.#parts.you.peek();
    if (person === null) return null;
    try {
      const answer = await this.#parts.platform.ask("DELETE", "/api/v1/session", {});
      if (answer.status >= 300 && answer.status !== NOT_SIGNED_IN) return refusal(answer).code;
    } catch {
      return "offline";
    }
    this.ended();
    return null;
  }

  /** The server said that there is no session any more, nor perhaps this person. */
  ended(): void {
    const person = this.#parts.you.peek();
    if (person === null) return;
    this.#parts.identity.tellLeft(person.id);
    this.onWord(person.id);
  }

  /** Here or in another tab it is known that this person has left. */
  onWord(id: number): void {
    if (this.leave(id)) this.#parts.restart();
  }

  /** The page is a visitor's from now on; false if it was no page of this person, or has been told before. */
  leave(id: number): boolean {
    const { you, unsent, forget, identity, onLeft } = this.#parts;
    const person = you.peek();
    const again = this.#left.has(id);
    this.#left.add(id);
    if (person?.id !== id) {
      forget(id);
      return false;
    }
    this.notice.value = { kind: "signed_out", name: person.name, dropped: unsent.peek().length };
    forget(id);
    identity.forget();
    onLeft();
    return !again;
  }
}
