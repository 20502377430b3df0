/**
 * A room's log as this client holds it: a pure fold of events.
 *
 * Two things move apart: the cursor (all of the log up to it was applied, in order, each seq once) and the
 * window (the part that is on the screen, at most 400 messages). While the window is at the newest, both
 * ends meet; scrolled up, the log goes on and the window stays.
 *
 * Invariants: `low <= high <= cursor`; `messages` are exactly the visible messages of `low < seq <= high`;
 * `ahead` is sorted, each seq once, all beyond the cursor.
 */
import type { DurableEvent, HistoryPage, MessageCreated, RoomLoaded } from "../wire.gen";

export const WINDOW = 400;
/** Events kept beyond a gap; more than a resume may bring, so nothing is asked for twice. */
const AHEAD = 2_000;
const NOWHERE = -1;

export interface RoomLog {
  readonly epoch: string;
  /** The first seq that the room still has. */
  readonly first: number;
  readonly low: number;
  readonly high: number;
  /** The last seq applied, or -1 before the first load and after a reset. */
  readonly cursor: number;
  readonly messages: readonly MessageCreated[];
  readonly ahead: readonly DurableEvent[];
  /** A load or the newest page is under way: events wait in `ahead`, so that they meet its end. */
  readonly awaiting: boolean;
  /** Others' messages that came while the window was not at the newest. */
  readonly unseen: number;
  readonly lastVisible: number;
}

export const UNLOADED: RoomLog = {
  epoch: "",
  first: 1,
  low: 0,
  high: 0,
  cursor: NOWHERE,
  messages: [],
  ahead: [],
  awaiting: true,
  unseen: 0,
  lastVisible: 0,
};

export const isLoaded = (log: RoomLog): boolean => log.cursor !== NOWHERE;
export const atNewest = (log: RoomLog): boolean => log.high === log.cursor;
export const hasOlder = (log: RoomLog): boolean => isLoaded(log) && log.low >= log.first;
/** Events are missing between the cursor and what came: a sync is needed. */
export const hasGap = (log: RoomLog): boolean => !log.awaiting && log.ahead.length > 0;

/** One event of the log, whenever and however often it comes. `me` is not counted as unseen. */
export function apply(log: RoomLog, event: DurableEvent, me: number | null): RoomLog {
  if (event.seq <= log.cursor) return log;
  if (log.awaiting || event.seq !== log.cursor + 1) return { ...log, ahead: insert(log.ahead, event) };
  return drain(step(log, event, me), me);
}

/** The events by which `after` went beyond `before`, when `event` was applied. */
export function newly(before: RoomLog, after: RoomLog, event: DurableEvent): DurableEvent[] {
  if (after.cursor === before.cursor) return [];
  return [event, ...before.ahead].filter((one) => one.seq > before.cursor && one.seq <= after.cursor);
}

/** A fresh load takes the place of everything; events that came beyond it follow. */
export function loaded(log: RoomLog, reply: RoomLoaded, me: number | null): RoomLog {
  const messages = reply.events.filter(isMessage);
  return drain(
    {
      epoch: reply.epoch,
      first: reply.state.first_seq,
      low: (reply.events[0]?.seq ?? reply.seq + 1) - 1,
      high: reply.seq,
      cursor: reply.seq,
      messages,
      ahead: log.ahead.filter((event) => event.seq > reply.seq),
      awaiting: false,
      unseen: 0,
      lastVisible: messages.at(-1)?.seq ?? 0,
    },
    me,
  );
}

/** The cursor is worth nothing any more; what is on the screen stays until the load. */
export function lost(log: RoomLog): RoomLog {
  return { ...log, epoch: "", cursor: NOWHERE, ahead: [], awaiting: true };
}

/** Hold events back until `loaded`, `newestPage` or `resume`. */
export function hold(log: RoomLog): RoomLog {
  return { ...log, awaiting: true };
}

/** What was awaited does not come: go on with the events that waited. */
export function resume(log: RoomLog, me: number | null): RoomLog {
  return isLoaded(log) ? drain({ ...log, awaiting: false }, me) : log;
}

/** The page just before the window; beyond 400 the newest leave it. */
export function olderPage(log: RoomLog, page: HistoryPage): RoomLog {
  const events = page.events.filter((event) => event.seq <= log.low);
  const first = events[0];
  // An empty page says that nothing is there, whatever was believed.
  if (first === undefined) return { ...log, first: Math.max(page.first_seq, log.low + 1) };
  if (events.at(-1)?.seq !== log.low) return log;
  const messages = [...events.filter(isMessage), ...log.messages];
  const kept = messages.slice(0, WINDOW);
  const high = messages.length > WINDOW ? (kept.at(-1)?.seq ?? log.high) : log.high;
  return { ...log, first: page.first_seq, low: first.seq - 1, high, messages: kept };
}

/** The page just after the window; beyond 400 the oldest leave it. */
export function newerPage(log: RoomLog, page: HistoryPage): RoomLog {
  const events = page.events.filter((event) => event.seq > log.high && event.seq <= log.cursor);
  const last = events.at(-1);
  if (last === undefined || events[0]?.seq !== log.high + 1) return log;
  return trim({ ...log, high: last.seq, messages: [...log.messages, ...events.filter(isMessage)] });
}

/** The page that ends at the cursor takes the window's place; null when it does not end there. */
export function newestPage(log: RoomLog, page: HistoryPage, me: number | null): RoomLog | null {
  const events = page.events.filter((event) => event.seq <= log.cursor);
  const first = events[0];
  if (first === undefined || events.at(-1)?.seq !== log.cursor) return null;
  const messages = events.filter(isMessage);
  const window = { low: first.seq - 1, high: log.cursor, messages, unseen: 0, awaiting: false };
  return drain({ ...log, ...window }, me);
}

function step(log: RoomLog, event: DurableEvent, me: number | null): RoomLog {
  const cursor = event.seq;
  const visible = event.type === "message.created";
  const lastVisible = visible ? cursor : log.lastVisible;
  if (!atNewest(log)) {
    const unseen = log.unseen + (visible && event.sender.id !== me ? 1 : 0);
    return { ...log, cursor, lastVisible, unseen };
  }
  const messages = visible ? [...log.messages, event] : log.messages;
  return trim({ ...log, cursor, high: cursor, messages, lastVisible });
}

function drain(log: RoomLog, me: number | null): RoomLog {
  let now = log;
  let next = 0;
  for (const event of log.ahead) {
    if (event.seq > now.cursor + 1) break;
    if (event.seq === now.cursor + 1) now = step(now, event, me);
    next++;
  }
  return next === 0 ? now : { ...now, ahead: log.ahead.slice(next) };
}

function trim(log: RoomLog): RoomLog {
  const unseen = atNewest(log) ? 0 : log.unseen;
  if (log.messages.length <= WINDOW) return { ...log, unseen };
  const messages = log.messages.slice(-WINDOW);
  return { ...log, unseen, messages, low: (messages[0]?.seq ?? log.low + 1) - 1 };
}

function insert(ahead: readonly DurableEvent[], event: DurableEvent): readonly DurableEvent[] {
  const at = ahead.findLastIndex((one) => one.seq <= event.seq);
  if (ahead[at]?.seq === event.seq) return ahead;
  return ahead.toSpliced(at + 1, 0, event).slice(0, AHEAD);
}

function isMessage(event: DurableEvent): event is MessageCreated {
  return event.type === "message.created";
}
