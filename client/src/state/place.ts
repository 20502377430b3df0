/** What a hello tells: the place, its limits, who one is here and whom one ignores. */
import { batch, computed, signal } from "@preact/signals";
import type { KeptStart } from "../storage/past";
import type { Hello, Limits, Person } from "../wire.gen";

/** Until the server says what holds: no time is a limit, so that nothing is hidden that may be allowed. */
const LIMITS: Limits = {
  body_bytes: 16_384,
  frame_bytes: 65_536,
  name_characters: 32,
  resume_events: 1_000,
  heartbeat_ms: 10_000,
  edit_ms: 0,
  recall_ms: 0,
  file_bytes: 25 * 2 ** 20,
};

export class Place {
  readonly name = signal("");
  readonly you = signal<Person | null>(null);
  readonly ignored = signal<ReadonlySet<number>>(new Set());
  readonly limits = signal(LIMITS);
  /** A `hello` was heard: whether `you` is nobody is known. */
  readonly greeted = signal(false);
  /** The server's history; empty before anything is known of it. */
  epoch = "";

  readonly bodyBytes = computed(() => this.limits.value.body_bytes);
  readonly shownLimits = computed(() => {
    const { edit_ms, recall_ms, file_bytes } = this.limits.value;
    return { editMs: edit_ms, recallMs: recall_ms, fileBytes: file_bytes };
  });

  get me(): number | null {
    return this.you.peek()?.id ?? null;
  }

  onHello(hello: Hello): void {
    batch(() => {
      this.greeted.value = true;
      this.name.value = hello.name;
      this.limits.value = hello.limits;
      this.you.value = hello.you;
      this.ignored.value = new Set(hello.ignored);
    });
  }

  /** As it was the last time, on this machine. */
  restore(kept: KeptStart): void {
    batch(() => {
      this.epoch = kept.epoch;
      this.name.value = kept.placeName;
      this.you.value = kept.you;
      this.ignored.value = new Set(kept.ignored);
    });
  }

  ignore(person: number, on: boolean): void {
    const now = new Set(this.ignored.peek());
    if (on) now.add(person);
    else now.delete(person);
    this.ignored.value = now;
  }

  /** Nobody is here any more. */
  onLeft(): void {
    batch(() => {
      this.you.value = null;
      this.ignored.value = new Set();
    });
  }
}
