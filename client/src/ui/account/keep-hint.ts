import type { Chat, RoomView } from "../../contract";

const KEPT = "teahouse.keep-hint";
/** So many messages of one's own in the room: one means to stay. */
const SAID = 5;

/** Whether a guest is told that the name can be kept: after a few messages, unless that is not wanted. */
export function hintsToKeep(chat: Chat, view: RoomView): boolean {
  const you = chat.you.value?.id;
  if (you === undefined || chat.role.value !== "guest" || !wanted()) return false;
  let said = 0;
  for (const message of view.messages.value) {
    if (message.sender.id === you) said += 1;
    if (said >= SAID) return true;
  }
  return false;
}

/** It is never told again in this browser. */
export function neverHint(): void {
  try {
    localStorage.setItem(KEPT, "never");
  } catch {
    // It is told again with the next page.
  }
}

function wanted(): boolean {
  try {
    return localStorage.getItem(KEPT) === null;
  } catch {
    return false;
  }
}
