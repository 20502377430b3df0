import type { Chat } from "../../contract";
import { dialog, openSearch } from "../app/stage";
import { composing, type Press } from "./keys";
import { goTo } from "./route";

export type Hotkey = "switcher" | "search" | "shortcuts" | "previous" | "next" | "read";

/** What a key press asks for wherever the focus is; null for everything else. `writing`: in a text field. */
export function hotkeyOf(press: Press, writing: boolean): Hotkey | null {
  if (composing(press)) return null;
  const { key, altKey, ctrlKey, metaKey, shiftKey } = press;
  const command = (ctrlKey || metaKey) && !altKey && !shiftKey;
  if (command && key.toLowerCase() === "k") return "switcher";
  if (command && key.toLowerCase() === "f") return "search";
  if (altKey && !ctrlKey && !metaKey && !shiftKey) {
    if (key === "ArrowUp") return "previous";
    if (key === "ArrowDown") return "next";
  }
  if (shiftKey && key === "Escape" && !altKey && !ctrlKey && !metaKey) return "read";
  if (!writing && !altKey && !ctrlKey && !metaKey && (key === "?" || key === "？")) return "shortcuts";
  return null;
}

/** The room before or after the open one, round the end of the list; archived ones are passed over. */
export function neighbour(
  rooms: readonly { id: number; archived: boolean }[],
  open: number | null,
  step: 1 | -1,
): number | null {
  const listed = rooms.filter(({ id, archived }) => !archived || id === open);
  const at = listed.findIndex(({ id }) => id === open);
  if (listed.length === 0 || (at >= 0 && listed.length === 1)) return null;
  const next = at < 0 ? 0 : (at + step + listed.length) % listed.length;
  return listed[next]?.id ?? null;
}

/** Listens for the keys that work everywhere on the page. */
export function followHotkeys(chat: Chat): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    const element = target instanceof Element ? target : null;
    const asked = hotkeyOf(event, element?.closest("input, textarea, [contenteditable]") != null);
    if (asked === null || event.defaultPrevented) return;
    // In the search itself the same keys are the browser's: to find on the page as it is.
    if (asked === "search" && element?.closest(".search-panel")) return;
    // What stands before the page has the keys, but for going elsewhere.
    if (document.querySelector("dialog[open]:not(.drawer)") && asked !== "switcher") return;
    event.preventDefault();
    if (!event.repeat || asked === "previous" || asked === "next") act(chat, asked);
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}

function act(chat: Chat, asked: Hotkey): void {
  const open = chat.current.peek()?.room ?? null;
  switch (asked) {
    case "switcher":
      dialog.value = dialog.peek()?.kind === "switcher" ? null : { kind: "switcher" };
      break;
    case "search":
      openSearch();
      break;
    case "shortcuts":
      dialog.value = { kind: "shortcuts" };
      break;
    case "previous":
    case "next": {
      const room = neighbour(chat.rooms.peek(), open, asked === "next" ? 1 : -1);
      if (room !== null) goTo(chat, room);
      break;
    }
    case "read":
      chat.markAllRead();
      break;
    default:
      asked satisfies never;
  }
}
