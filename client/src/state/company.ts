/** Who is in an open room, who types, and the lines of coming and going. */
import { batch, computed, signal } from "@preact/signals";
import type { Person, PresenceChanged, PresenceState } from "../wire.gen";
import { type Folded, folded, type Where } from "./notices";
import { NOBODY, type Presence, present, renames } from "./presence";

export class Company {
  readonly #me: () => number | null;
  readonly #presence = signal<Presence>(NOBODY);
  readonly #folded = signal<readonly Folded[]>([]);
  readonly #typing = signal<readonly Person[]>([]);

  readonly notices = computed(() => this.#folded.value.map((one) => one.notice));
  readonly people = computed(() => this.#presence.value.people);
  readonly count = computed(() => this.#presence.value.count);
  readonly typing = computed(() => this.#typing.value);

  constructor(me: () => number | null) {
    this.#me = me;
  }

  /** `where` is how far the log is: a line of coming stands after that. */
  onPresence(event: PresenceState | PresenceChanged, where: Omit<Where, "me">): void {
    batch(() => {
      const before = this.#presence.peek();
      this.#presence.value = present(before, event);
      if (event.type !== "presence.changed") return;
      const all = this.#folded.peek();
      this.#folded.value = folded(all, event, renames(before, event), { ...where, me: this.#me() });
    });
  }

  onTyping(people: readonly Person[]): void {
    this.#typing.value = people.filter((person) => person.id !== this.#me());
  }

  /** Who has spoken types no more. */
  spoke({ id }: Person): void {
    if (this.#typing.peek().some((one) => one.id === id))
      this.#typing.value = this.#typing.peek().filter((one) => one.id !== id);
  }

  onDown(): void {
    this.#typing.value = [];
  }

  forgetNotices(): void {
    this.#folded.value = [];
  }

  forget(): void {
    this.#folded.value = [];
    this.#typing.value = [];
  }
}
