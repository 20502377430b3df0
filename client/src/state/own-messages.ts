/** One's own messages that have no place in the log yet: how they are shown, and what one can do about them. */
import { batch, computed, type ReadonlySignal } from "@preact/signals";
import type { OwnMessage } from "../contract";
import type { Keys } from "../storage/keys";
import type { Person } from "../wire.gen";
import { type Item, type Outbox, WAITING_AGAIN } from "./outbox";
import type { Sender } from "./sender";

export interface OwnMessageParts {
  outbox: Outbox;
  sender: Sender;
  keys: Keys;
  you: ReadonlySignal<Person | null>;
  /** Whether `you` being nobody is known, and not only not known yet. */
  greeted: ReadonlySignal<boolean>;
}

export class OwnMessages {
  readonly all: ReadonlySignal<readonly OwnMessage[]>;
  /** Those of which nobody said that they arrived. */
  readonly unsent: ReadonlySignal<readonly OwnMessage[]>;
  readonly #parts: OwnMessageParts;

  constructor(parts: OwnMessageParts) {
    const { outbox, you, greeted } = parts;
    const shownOf = (items: readonly Item[]) =>
      items.flatMap((item) => shown(item, you.value, greeted.value));
    this.#parts = parts;
    this.all = computed(() => shownOf(outbox.items.value));
    this.unsent = computed(() => shownOf(outbox.items.value.filter((item) => item.accepted === null)));
  }

  /** Makes a held or failed message ready to be sent again. */
  retry(key: string): void {
    const { outbox, sender, keys, you } = this.#parts;
    const item = outbox.find(key);
    if (item === undefined) return;
    const owner = you.peek()?.id ?? 0;
    const foreign = item.owner !== 0 && item.owner !== owner;
    if (foreign || item.code === "conflict") {
      // The key stands for another content on the server, or for another person here.
      batch(() => {
        outbox.remove(key);
        outbox.add({ ...item, owner, key: keys.next(), failed: null, attempted: false });
      });
    } else if (item.state === "failed") outbox.update(key, { ...WAITING_AGAIN, owner, failed: null });
    else if (item.owner !== 0) sender.hurry(item.room);
  }

  /** The message that is taken back, or null when the server may have it already. */
  withdraw(key: string): Item | null {
    const { outbox, sender, you, greeted } = this.#parts;
    const item = outbox.find(key);
    if (item === undefined || item.accepted !== null || sender.isInFlight(key)) return null;
    if (item.attempted && (item.owner === (you.peek()?.id ?? null) || !greeted.peek())) return null;
    outbox.remove(key);
    return item;
  }
}

/** An item as the screen shows it. Another person's is not lost silently, and not sent either. */
function shown(item: Item, you: Person | null, greeted: boolean): OwnMessage[] {
  const { key, room, body, to, mentions, everyone, replyTo, action, color, files, options } = item;
  const { at, state, code, retryAt } = item;
  const said = { key, room, body, to, mentions, everyone, replyTo, action, color, files, options };
  const message: OwnMessage = { ...said, at, state, code, retryAt };
  if (item.owner === 0 || item.owner === you?.id || !greeted) return [message];
  // Another tab has just become somebody; this one comes back as the same person in a moment.
  if (you === null) return [];
  return [{ ...message, state: "failed", code: "not_signed_in", retryAt: null }];
}
