import { effect } from "@preact/signals";
import type { Chat } from "../../contract";
import { takeLink } from "../account/arrival";
import { page, readPage } from "./page";
import { placeOf } from "./permalink";
import { visited } from "./recent";

/** The address of a room, or of a message in it, within this page. */
export const hrefOf = (room: number, seq?: number): string =>
  seq === undefined ? `#/r/${room}` : `#/r/${room}/${seq}`;

/** Brings a room on the screen, at a message if one is given, and leaves a way back. */
export function goTo(chat: Chat, room: number, seq?: number): void {
  const href = hrefOf(room, seq);
  if (location.hash !== href) history.pushState(null, "", href);
  readPage();
  chat.open(room, seq);
}

/**
 * Keeps the address and the open room the same: on load, back and forth, and when a room opens by itself.
 *
 * Back and forth tell themselves as `hashchange`, for all entries differ in their hash; `pushState` does not.
 */
export function followRoute(chat: Chat): () => void {
  const go = (): void => {
    if (takeLink()) return;
    readPage();
    const place = placeOf(location.hash);
    if (!place) return;
    shown = place.room;
    chat.follow(place.room, place.seq);
  };
  let shown = chat.current.peek()?.room ?? null;
  go();
  addEventListener("hashchange", go);
  // What leads nowhere is no place to come back to: the address is that of where one is.
  const leadsNowhere = (): boolean => {
    const [here, notice] = [placeOf(location.hash), chat.notice.peek()];
    return notice?.kind === "nowhere" && here?.room === notice.room && (here.seq ?? null) === notice.seq;
  };
  const stops = [
    effect(() => {
      const room = chat.current.value?.room ?? null;
      if (room === null) return;
      visited(room);
      if (room === shown) return;
      shown = room;
      // A page that stands in the room's place keeps its address.
      if (page.peek() !== null) return;
      const here = placeOf(location.hash);
      if (here?.room === room) return;
      // The first room of a visit takes the place of the bare address: back leads out of the page.
      if (here === null || leadsNowhere()) history.replaceState(null, "", hrefOf(room));
      else history.pushState(null, "", hrefOf(room));
    }),
    effect(() => {
      const room = chat.current.peek()?.room;
      if (chat.notice.value?.kind !== "nowhere" || room === undefined || !leadsNowhere()) return;
      shown = room;
      history.replaceState(null, "", hrefOf(room));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    removeEventListener("hashchange", go);
  };
}
