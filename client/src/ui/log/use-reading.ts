import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { MOST_UNREAD, type RoomView } from "../../contract";
import { placeOf } from "../parts/permalink";
import type { Screen } from "../parts/screen";
import { pageHidden } from "../parts/visibility";
import { Anchor } from "./anchor";
import type { NewAfter } from "./use-new-after";

/** Closer to an end than this, the next page is asked for; at most this far from the end counts as there. */
const PREFETCH_PX = 900;
const AT_END_PX = 24;
/** How far down the line of what is new stands when a room is opened. */
const LINE_AT = 0.2;
const FOUND_MS = 2_400;

export interface Reading {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  atEnd: Signal<boolean>;
  /** Up to which message the end was seen. */
  seenUntil: Signal<number>;
  /** Where the line of what is new is: out of sight above, or in sight (or was); false where there is none. */
  lineAbove: Signal<boolean>;
  onScroll: () => void;
  toNewest: () => void;
  toLine: () => void;
}

/** Which target of a room was brought on the screen last: one that was asked for from another room is new. */
const arrived = new WeakMap<RoomView, number>();

/** Where one reads in the log: kept while messages come and go, moved by what one asks for. */
export function useReading({ chat, view }: Screen, newAfter: NewAfter): Reading {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const atEnd = useSignal(true);
  const seenUntil = useSignal(0);
  const lineAbove = useSignal(false);
  const lineSeen = useRef(false);
  const drawn = useRef(view.messages.peek());
  // The opening whose place is found: until then nobody can say what stands on the screen, so nothing is read.
  const begun = useSignal(0);
  const placed = useRef({ opening: 0, asked: 0 });

  // The picture of the last render still stands here: what it shows is what must not move.
  if (anchor.current && !anchor.current.stuck) anchor.current.capture();

  const look = (): void => {
    const { current } = anchor;
    const log = scroller.current;
    if (!current || !log) return;
    const near = current.below() <= AT_END_PX || (current.stuck && !current.wentUp());
    const end = view.newer.peek() === "none" && near;
    current.stuck = end;
    atEnd.value = end;
    lineAbove.value = isLineAbove(log);
    // What came and is not drawn yet is soon above or below: how near the ends are is not known before.
    if (view.phase.peek() !== "ready" || drawn.current !== view.messages.peek()) return;
    if (log.scrollTop < PREFETCH_PX && view.older.peek() === "more") chat.loadOlder();
    if (current.below() < PREFETCH_PX && view.newer.peek() === "more") chat.loadNewer();
  };

  function isLineAbove(log: HTMLElement): boolean {
    if (newAfter.after === 0 || lineSeen.current) return false;
    const line = lineIn(log);
    // Not loaded yet, it is far above.
    if (!line) return (view.messages.peek()[0]?.seq ?? 0) > newAfter.after && view.older.peek() !== "none";
    const inSight = line.getBoundingClientRect().bottom >= log.getBoundingClientRect().top;
    // What passes by while nobody looks was not seen.
    if (inSight && !pageHidden.peek()) lineSeen.current = true;
    return !inSight && !lineSeen.current;
  }

  /** Puts an element so far down the log; the end stays where it would leave empty space. */
  const bring = (element: HTMLElement, share: number): void => {
    const [log, current] = [scroller.current, anchor.current];
    if (!log || !current) return;
    const down = element.getBoundingClientRect().top - log.getBoundingClientRect().top;
    log.scrollTop += down - log.clientHeight * share;
    current.stuck = view.newer.peek() === "none" && current.below() <= AT_END_PX;
    atEnd.value = current.stuck;
    current.capture();
  };

  // A room that is opened begins at the line, unless that is in sight anyway.
  const begin = (): void => {
    const { opening, after } = newAfter;
    const [log, current] = [scroller.current, anchor.current];
    if (!log || !current || opening === placed.current.opening || view.phase.peek() !== "ready") return;
    // Who reads somewhere above is left there.
    const { stuck } = current;
    const line = lineIn(log);
    if (after > 0 && !line && (view.messages.peek()[0]?.seq ?? 0) > after && view.older.peek() !== "none") {
      placed.current.opening = opening;
      lineSeen.current = false;
      const unread = view.state.peek()?.unread ?? 0;
      const wanted = chat.notice.peek()?.kind === "nowhere" ? null : placeOf(location.hash);
      if (wanted?.room === view.room && wanted.seq !== undefined) {
        // A message was asked for: one is taken there, and reads once that is done.
        if (arrived.has(view)) begun.value = opening;
        return;
      }
      if (!stuck || unread === 0 || unread > MOST_UNREAD) {
        begun.value = opening;
        return;
      }
      placed.current.asked = after + 1;
      chat.open(view.room, after + 1);
      return;
    }
    placed.current.opening = opening;
    lineSeen.current = false;
    if (line) {
      const rect = line.getBoundingClientRect();
      const frame = log.getBoundingClientRect();
      if (rect.top < frame.top || rect.bottom > frame.bottom) bring(line, LINE_AT);
    }
    begun.value = opening;
  };

  // Where a link, a quote, a pin or a search leads to.
  const arrive = (): void => {
    const target = view.target.peek();
    const log = scroller.current;
    if (!log || !target || target.turn === arrived.get(view)) return;
    const found = log.querySelector<HTMLElement>(`[data-seq="${target.seq}"]`);
    if (!found) return;
    arrived.set(view, target.turn);
    const asked = placed.current.asked;
    placed.current.asked = 0;
    const line = lineIn(log);
    if (asked !== 0 && line) {
      bring(line, LINE_AT);
      begun.value = placed.current.opening;
      return;
    }
    bring(found, 0.35);
    begun.value = placed.current.opening;
    flash(found);
    const writing = document.activeElement?.matches("textarea, input");
    if (!writing) found.focus({ preventScroll: true });
  };

  // One's own message brings the reader to the end, wherever in the past that was.
  const lastOwn = view.own.value.at(-1)?.key ?? "";
  const shown = view.messages.value;
  const shownOwn = useRef(lastOwn);
  // As yet nothing is drawn anew, and who has the focus has it.
  const active = document.activeElement?.closest<HTMLElement>("[data-seq]");
  const focused = active && scroller.current?.contains(active) ? active.dataset["seq"] : undefined;
  useLayoutEffect(() => {
    if (scroller.current) anchor.current ??= new Anchor(scroller.current);
    const log = scroller.current;
    drawn.current = shown;
    if (lastOwn !== "" && lastOwn !== shownOwn.current && anchor.current) anchor.current.stuck = true;
    shownOwn.current = lastOwn;
    anchor.current?.restore();
    begin();
    arrive();
    // A message that was drawn anew, as when its group got earlier ones, keeps the focus.
    if (document.activeElement === document.body && focused)
      log?.querySelector<HTMLElement>(`[data-seq="${focused}"]`)?.focus({ preventScroll: true });
  });
  useEffect(look);
  // The target moves nothing else on the screen: without this, nothing would be drawn, nor anything arrive.
  view.target.value;

  useEffect(() => {
    // Wrapped anew, or made smaller by a growing composer or a phone's keyboard: the place is kept.
    const observer = new ResizeObserver(() => anchor.current?.restore());
    if (scroller.current) observer.observe(scroller.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  // Out of sight the line is set anew; who comes back is shown the way to it.
  useSignalEffect(() => {
    if (pageHidden.value) lineSeen.current = false;
    else look();
  });

  // The message that was asked for is not there: one begins as always.
  useSignalEffect(() => {
    if (chat.notice.value?.kind !== "nowhere" || begun.peek() === view.openings.peek()) return;
    placed.current.opening = 0;
    begin();
  });

  useSignalEffect(() => {
    const last = view.messages.value.at(-1)?.seq ?? 0;
    if (!atEnd.value || pageHidden.value || view.newer.value !== "none" || last === 0) return;
    if (begun.value !== view.openings.value) return;
    seenUntil.value = last;
    chat.markRead(last);
  });

  return {
    scroller,
    content,
    atEnd,
    seenUntil,
    lineAbove,
    onScroll: () => {
      look();
      // At the end it is the end that is kept, not what stands there.
      if (anchor.current && !anchor.current.stuck) anchor.current.capture();
    },
    toNewest: () => {
      if (view.newer.peek() !== "none") chat.jumpToNewest();
      begun.value = view.openings.peek();
      if (!anchor.current) return;
      anchor.current.stuck = true;
      atEnd.value = true;
      anchor.current.restore();
    },
    toLine: () => {
      const line = scroller.current && lineIn(scroller.current);
      lineSeen.current = true;
      lineAbove.value = false;
      if (line) bring(line, LINE_AT);
      else {
        placed.current.asked = newAfter.after + 1;
        chat.open(view.room, newAfter.after + 1);
      }
    },
  };
}

const lineIn = (log: HTMLElement): HTMLElement | null => log.querySelector<HTMLElement>("[data-new]");

/**
 * Shows for a moment which message was meant; a second time it begins anew. An attribute, because the classes
 * of a message are drawn with it.
 */
function flash(element: HTMLElement): void {
  delete element.dataset["found"];
  void element.offsetWidth;
  element.dataset["found"] = "";
  setTimeout(() => delete element.dataset["found"], FOUND_MS);
}
