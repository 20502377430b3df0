/**
 * A room's log as this client holds it: a pure fold of events.
 *
 * Two things move apart: the cursor (all of the log up to it was applied, in order, each seq once) and the
 * window (the part that is on the screen, at most 400 messages). While the window is at the newest, both
 * ends meet; scrolled up, the log goes on and the window stays.
 *
 * Invariants: `low <= high <= cursor`; `messages` are exactly the visible messages of `low < seq <= high`, as
 * they are at the cursor or, where the page that brought them is younger, at their `asOf`; `doings` are what was
 * done to the room there; `ahead` is sorted,
 * each seq once, all beyond the cursor; `changes` are all changes of `changesAfter < seq <= cursor`.
 */
import type { Message } from "../contract";
import type { DurableEvent, RoomChanged, RoomLoaded, RoomSummary } from "../wire.gen";
import { type Doing, doingsBetween, isDoing } from "./doings";
import { type Change, isMessage, messageOf, withChange } from "./message";

export const WINDOW = 400;
/** What a full window loses at once when a message arrives: few, as a frame takes as long as what it removes. */
export const SHED = 12;
/** Events kept beyond a gap; more than a resume may bring, so nothing is asked for twice. */
const AHEAD = 2_000;
/** Changes kept for pages that were read before them and come after them. */
export const CHANGES = 1_000;
const NOWHERE = -1;

/** What of a room's state its log changes. */
export type About = Pick<RoomSummary, (typeof ABOUT)[number]>;
// biome-ignore format: one list.
const ABOUT = ["title", "topic", "archived", "read_only", "access", "history", "slow_seconds", "retention_days"] as const;

export interface RoomLog {
  readonly epoch: string;
  /** The first seq that the room still has. */
  readonly first: number;
  readonly low: number;
  readonly high: number;
  /** The last seq applied, or -1 before the first load and after a reset. */
  readonly cursor: number;
  readonly messages: readonly Message[];
  readonly doings: readonly Doing[];
  readonly ahead: readonly DurableEvent[];
  /** A load or the newest page is under way: events wait in `ahead`, so that they meet its end. */
  readonly awaiting: boolean;
  /** Others' messages that came while the window was not at the newest. */
  readonly unseen: number;
  readonly lastVisible: number;
  readonly changes: readonly Change[];
  readonly changesAfter: number;
  /** The last one first. */
  readonly pins: readonly number[];
  /** As far as it is known: an earlier client kept less of it. */
  readonly about: Partial<About> | null;
}

export const UNLOADED: RoomLog = {
  epoch: "",
  first: 1,
  low: 0,
  high: 0,
  cursor: NOWHERE,
  messages: [],
  doings: [],
  ahead: [],
  awaiting: true,
  unseen: 0,
  lastVisible: 0,
  changes: [],
  changesAfter: 0,
  pins: [],
  about: null,
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
  const messages = reply.events.filter(isMessage).map((event) => messageOf(event, reply.seq));
  return drain(
    {
      epoch: reply.epoch,
      first: reply.state.first_seq,
      low: (reply.events[0]?.seq ?? reply.seq + 1) - 1,
      high: reply.seq,
      cursor: reply.seq,
      messages,
      doings: reply.events.filter(isDoing),
      ahead: log.ahead.filter((event) => event.seq > reply.seq),
      awaiting: false,
      unseen: 0,
      lastVisible: messages.at(-1)?.seq ?? 0,
      changes: [],
      changesAfter: reply.seq,
      pins: reply.pins,
      about: aboutOf(reply.state),
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

/** The room has nothing before `first` any more: what is older leaves this client, too. */
export function retained(log: RoomLog, first: number): RoomLog {
  if (first <= log.first) return log;
  const messages = log.messages.filter((message) => message.seq >= first);
  const pins = log.pins.filter((seq) => seq >= first);
  const low = Math.min(Math.max(log.low, first - 1), log.high);
  return { ...log, first, low, messages, pins, doings: doingsBetween(log.doings, low, log.high) };
}

export function drain(log: RoomLog, me: number | null): RoomLog {
  let now = log;
  let next = 0;
  for (const event of log.ahead) {
    if (event.seq > now.cursor + 1) break;
    if (event.seq === now.cursor + 1) now = step(now, event, me);
    next++;
  }
  return next === 0 ? now : { ...now, ahead: log.ahead.slice(next) };
}

/** Of a window that is more than full, `left` messages stay. */
export function trim(log: RoomLog, left = WINDOW): RoomLog {
  const unseen = atNewest(log) ? 0 : log.unseen;
  if (log.messages.length <= WINDOW) return { ...log, unseen };
  const messages = log.messages.slice(-left);
  const low = (messages[0]?.seq ?? log.low + 1) - 1;
  return { ...log, unseen, messages, low, doings: doingsBetween(log.doings, low, log.high) };
}

/** The event after the cursor: the one place that says what each does to a log. */
function step(log: RoomLog, event: DurableEvent, me: number | null): RoomLog {
  const cursor = event.seq;
  const next = { ...log, cursor, high: atNewest(log) ? cursor : log.high };
  switch (event.type) {
    case "message.created": {
      const lastVisible = cursor;
      if (atNewest(log))
        return trim({ ...next, lastVisible, messages: [...log.messages, messageOf(event)] }, WINDOW - SHED);
      return { ...next, lastVisible, unseen: log.unseen + (event.sender.id === me ? 0 : 1) };
    }
    case "event.blank":
      return next;
    case "member.added":
    case "member.removed":
      return { ...next, doings: done(log, event) };
    case "room.changed":
      return { ...next, about: { ...log.about, ...said(event) }, doings: done(log, event) };
    case "message.edited":
    case "message.recalled":
    case "reaction.added":
    case "reaction.removed":
    case "message.pinned":
    case "message.unpinned":
    case "poll.voted":
    case "poll.closed":
    case "message.previewed": {
      const messages = withChange(log.messages, event);
      return { ...remembered(next, event), messages, pins: pinned(log.pins, event) };
    }
    default:
      // A newer server may say more; what is missing here is named by the compiler.
      event satisfies never;
      return next;
  }
}

function remembered(log: RoomLog, change: Change): RoomLog {
  if (log.changes.length < CHANGES) return { ...log, changes: [...log.changes, change] };
  return { ...log, changes: [...log.changes.slice(1), change], changesAfter: log.changes[0]?.seq ?? 0 };
}

function pinned(pins: readonly number[], change: Change): readonly number[] {
  const { type, target } = change;
  if (type === "message.pinned") return pins.includes(target) ? pins : [target, ...pins];
  if (type !== "message.unpinned" && type !== "message.recalled") return pins;
  return pins.includes(target) ? pins.filter((seq) => seq !== target) : pins;
}

/** Days of a room that keeps its messages for as long as the house does. */
const AS_HOUSE = -1;

/** What a change of the room says; what it leaves out stays. */
export function said(event: RoomChanged): Partial<About> {
  const all = ABOUT.map((field) => [field, event[field]] as const);
  const told = all.filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    told.map(([field, value]) => [field, field === "retention_days" && value === AS_HOUSE ? null : value]),
  );
}

function aboutOf(state: About): About {
  return Object.fromEntries(ABOUT.map((field) => [field, state[field]])) as unknown as About;
}

/** What is done to the room stands in the window while that ends at the newest. */
function done(log: RoomLog, event: DurableEvent): readonly Doing[] {
  return atNewest(log) && isDoing(event) ? [...log.doings, event] : log.doings;
}

function insert(ahead: readonly DurableEvent[], event: DurableEvent): readonly DurableEvent[] {
  const at = ahead.findLastIndex((one) => one.seq <= event.seq);
  if (ahead[at]?.seq === event.seq) return ahead;
  return ahead.toSpliced(at + 1, 0, event).slice(0, AHEAD);
}
