import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { pageHidden } from "../parts/visibility";
import { roomTitle } from "../rail/room-title";
import { waiting } from "./badge";
import { drawBadge } from "./favicon";

let seenUntil = 0;
let seenIn = 0;
let shown = "";

/** Writes the page's title, and on its icon, how many messages wait. */
export function showTitle(chat: Chat): void {
  const t = strings.value;
  const view = chat.current.value;
  const place = chat.placeName.value;
  const came = cameUnseen(chat);
  const count = waiting(chat.rooms.value, view?.room ?? null, came);
  const room = roomTitle(view?.state.value ?? null);
  const name = room ? t.title(room, place) : place;
  // Until the server said what it is called, the title of the document stays.
  const title = (count > 0 ? `(${count > 99 ? "99+" : count}) ` : "") + name;
  // This comes with every message, and to write a title costs more than to draw one.
  if (name !== "" && title !== shown) document.title = title;
  if (name !== "") shown = title;
  drawBadge(count);
}

/** Others' messages in the open room that came while the page was hidden. */
function cameUnseen(chat: Chat): number {
  const view = chat.current.value;
  const messages = view?.messages.value ?? [];
  const last = messages.at(-1)?.seq ?? 0;
  const you = chat.you.value?.id;
  const hidden = pageHidden.value;
  if (!hidden || seenUntil === 0 || seenIn !== view?.room) {
    seenUntil = last;
    seenIn = view?.room ?? 0;
  }
  if (!hidden) return 0;
  return messages.filter(({ seq, sender }) => seq > seenUntil && sender.id !== you).length;
}
