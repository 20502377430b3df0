/**
 * Pages of history taken into a room's log: pure.
 *
 * A page tells its messages as they were when it was read. What the log learned since is folded in; where it
 * does not remember that far (`isStale`), the page has to be read again.
 */
import type { Message } from "../contract";
import type { DurableEvent, HistoryPage, MessageCreated } from "../wire.gen";
import { type Doing, doingsBetween, isDoing } from "./doings";
import { changed, isMessage, messageOf } from "./message";
import { drain, type RoomLog, trim, WINDOW } from "./room";

/** What was read as of `asOf` cannot be brought to the cursor any more. */
export const isStale = (log: RoomLog, asOf: number): boolean => asOf < log.changesAfter;

/** Messages that were read as of `asOf`, as they are at the cursor, if it is beyond. */
export function brought(log: RoomLog, messages: readonly MessageCreated[], asOf: number): Message[] {
  const later = log.changes.filter((change) => change.seq > asOf);
  return messages.map((event) => {
    const mine = later.filter((change) => change.target === event.seq);
    return mine.reduce(changed, messageOf(event, asOf));
  });
}

/** The page just before the window; beyond 400 the newest leave it. */
export function olderPage(log: RoomLog, page: HistoryPage): RoomLog {
  const events = page.events.filter((event) => event.seq <= log.low);
  const first = events[0];
  // An empty page says that nothing is there, whatever was believed.
  if (first === undefined) return { ...log, first: Math.max(page.first_seq, log.low + 1) };
  if (events.at(-1)?.seq !== log.low) return log;
  const messages = [...shown(log, events, page), ...log.messages];
  const kept = messages.slice(0, WINDOW);
  const high = messages.length > WINDOW ? (kept.at(-1)?.seq ?? log.high) : log.high;
  const low = first.seq - 1;
  const doings = doingsBetween([...doneIn(events), ...log.doings], low, high);
  return { ...log, first: page.first_seq, low, high, messages: kept, doings };
}

/** The page just after the window; beyond 400 the oldest leave it. */
export function newerPage(log: RoomLog, page: HistoryPage): RoomLog {
  const events = page.events.filter((event) => event.seq > log.high && event.seq <= log.cursor);
  const last = events.at(-1);
  if (last === undefined || events[0]?.seq !== log.high + 1) return log;
  const doings = [...log.doings, ...doneIn(events)];
  return trim({ ...log, high: last.seq, messages: [...log.messages, ...shown(log, events, page)], doings });
}

/** The page that ends at the cursor takes the window's place; null when it does not end there. */
export function newestPage(log: RoomLog, page: HistoryPage, me: number | null): RoomLog | null {
  const events = page.events.filter((event) => event.seq <= log.cursor);
  const first = events[0];
  if (first === undefined || events.at(-1)?.seq !== log.cursor) return null;
  const messages = shown(log, events, page);
  const ends = { low: first.seq - 1, high: log.cursor };
  const window = { ...ends, messages, doings: doneIn(events), unseen: 0, awaiting: false };
  return drain({ ...log, ...window }, me);
}

/** A page from anywhere takes the window's place; null when nothing of it is within the log. */
export function pageAround(log: RoomLog, page: HistoryPage): RoomLog | null {
  const events = page.events.filter((event) => event.seq <= log.cursor);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return null;
  const messages = shown(log, events, page);
  const ends = { first: page.first_seq, low: first.seq - 1, high: last.seq };
  return trim({ ...log, ...ends, messages, doings: doneIn(events) });
}

const doneIn = (events: readonly DurableEvent[]): readonly Doing[] => events.filter(isDoing);

function shown(log: RoomLog, events: readonly DurableEvent[], page: HistoryPage): Message[] {
  return brought(log, events.filter(isMessage), page.as_of);
}
