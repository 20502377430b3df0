/** What calls oneself while the page is open: each message once. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Call } from "../contract";
import type { NoticeCreated } from "../wire.gen";
import { messageOf } from "./message";

/** Messages remembered as told; more than any connection has on its way twice. */
const REMEMBERED = 1_000;
const REASONS: readonly Call["reason"][] = ["mention", "everyone", "whisper", "reply", "direct", "message"];

export interface CallsParts {
  me(): number | null;
  ignored(person: number): boolean;
  /** all, mentions or none. */
  level(room: number): string;
}

export class Calls {
  readonly #last = signal<Call | null>(null);
  readonly last: ReadonlySignal<Call | null> = this.#last;
  readonly #told = new Set<string>();
  readonly #parts: CallsParts;

  constructor(parts: CallsParts) {
    this.#parts = parts;
  }

  /** Whether it is for oneself at all, and was not told before: also where one does not want to be told. */
  onNotice({ reason, message }: NoticeCreated): boolean {
    const place = `${message.room}:${message.seq}`;
    const known = REASONS.find((one) => one === reason);
    const { me, ignored, level } = this.#parts;
    if (known === undefined || this.#told.has(place)) return false;
    if (message.sender.id === me() || ignored(message.sender.id)) return false;
    this.#told.add(place);
    if (this.#told.size > REMEMBERED) this.#told.delete(this.#told.values().next().value ?? "");
    if (level(message.room) !== "none") this.#last.value = { reason: known, message: messageOf(message) };
    return true;
  }

  forget(): void {
    this.#told.clear();
    this.#last.value = null;
  }
}
