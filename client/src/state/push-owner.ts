/** Whose pushes come to this browser: they stop with the person. */
import { effect } from "@preact/signals";
import type { Chat } from "../contract";
import { unsubscribe } from "../net/worker";

const KEPT = "teahouse.pushes";

/** The person whose notices this browser gets; 0 for nobody. */
export function ownerOfPushes(): number {
  try {
    return Number(localStorage.getItem(KEPT) ?? 0) || 0;
  } catch {
    return 0;
  }
}

/** Remembers the person; 0: nobody any more. */
export function keepOwner(person: number): void {
  try {
    if (person === 0) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, String(person));
  } catch {
    // Without a memory the subscription is made anew each time it is wanted.
  }
}

/**
 * Ends the subscription when its person leaves, here or elsewhere, and when the server says that somebody else
 * is here now: what is private must not be shown to whoever comes next. The server forgets an address that takes
 * no pushes any more.
 */
export function followOwner(chat: Pick<Chat, "you" | "connection">, end = unsubscribe): () => void {
  let before: number | null = null;
  return effect(() => {
    const you = chat.you.value?.id ?? null;
    const known = you !== null || chat.connection.value.phase === "online";
    const left = before !== null && you !== before;
    before = you;
    const owner = ownerOfPushes();
    if (owner === 0 || owner === you || !(left || known)) return;
    keepOwner(0);
    void end();
  });
}
