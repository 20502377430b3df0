import type { Chat } from "../contract";
import { strings } from "../i18n/language";
import { roomTitle } from "./room-title";
import { pageHidden } from "./visibility";

let seenUntil = 0;

/** Writes the page's title; while the page is hidden, with how many messages came meanwhile. */
export function showTitle(chat: Chat): void {
  const t = strings.value;
  const view = chat.current.value;
  const place = chat.placeName.value;
  const messages = view?.messages.value ?? [];
  const last = messages.at(-1)?.seq ?? 0;
  const you = chat.you.value?.id;
  if (!pageHidden.value || seenUntil === 0) seenUntil = last;
  const came = messages.filter((message) => message.seq > seenUntil && message.sender.id !== you).length;
  const count = came > 0 ? `(${came > 99 ? "99+" : came}) ` : "";
  const room = roomTitle(view?.state.value ?? null);
  const name = room ? t.title(room, place) : place;
  // Until the server said what it is called, the title of the document stays.
  if (name !== "") document.title = count + name;
}
