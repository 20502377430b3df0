/**
 * What is unread in a room: pure.
 *
 * The server counts a room's messages up to its head; whispers are no part of it. What it does not tell is
 * found by the difference, or by the events themselves, whichever comes first: each seq counts once.
 */
import type { RoomEntry } from "../contract";
import type { DurableEvent, NoticeCreated, ReadChanged, RoomSummary } from "../wire.gen";
import { said as saidOf } from "./room";

/** Nothing is counted further than this. */
const COUNTED = 1_000;
const CALLING: readonly string[] = ["mention", "everyone", "whisper", "reply"];

/** A room with what is unread in `unread` and `mentions`, kept up. */
export interface Known extends RoomSummary {
  /** The seqs of calls after `read` that were heard here. */
  callSeqs: readonly number[];
  /** The seqs of one's own messages beyond the head. */
  ownSeqs: readonly number[];
}

/** A room as the server tells it. In a conversation all is for oneself, also before one ever was in it. */
export function known(room: RoomSummary): Known {
  const unread = room.unread ?? (room.kind === "direct" ? room.count : null);
  return { ...room, unread, callSeqs: [], ownSeqs: [] };
}

export function entryOf({ callSeqs: _calls, ownSeqs: _own, ...room }: Known): RoomEntry {
  const fresh = Math.min(COUNTED, room.unread ?? 0);
  return { ...room, fresh, calls: room.kind === "direct" ? fresh : room.mentions };
}

/** Whether two entries show the same: how far the log is shows nowhere. */
export function looksLike(a: RoomEntry, b: RoomEntry): boolean {
  const fields = Object.keys(b) as (keyof RoomEntry)[];
  return fields.every((field) => field === "head" || field === "count" || a[field] === b[field]);
}

/** The room got to `head` and has `count` messages now. */
export function moved(room: Known, head: number, count: number): Known {
  if (head <= room.head) return room;
  const own = room.ownSeqs.filter((seq) => seq <= head).length;
  const came = Math.max(0, count - room.count - own);
  const ownSeqs = room.ownSeqs.filter((seq) => seq > head);
  return { ...room, head, count, ownSeqs, unread: more(room.unread, came) };
}

export function said(room: Known, seq: number): Known {
  return seq <= room.head ? room : { ...room, ownSeqs: [...room.ownSeqs, seq] };
}

/** One event of the room's log; what the head covers already changes nothing. */
export function applied(room: Known, event: DurableEvent, me: number | null): Known {
  if (event.type === "room.changed") {
    const { title: _names, ...about } = saidOf(event);
    const now = event.seq > room.head ? { ...room, head: event.seq } : room;
    return { ...now, ...(room.kind === "direct" ? about : saidOf(event)) };
  }
  if (event.seq <= room.head) return room;
  const head = event.seq;
  if (event.type !== "message.created" || event.to) return { ...room, head };
  const counts = event.sender.id !== me && event.seq > room.read;
  return { ...room, head, count: room.count + 1, unread: more(room.unread, counts ? 1 : 0) };
}

export function called(room: Known, { reason, message }: NoticeCreated): Known {
  const { seq } = message;
  if (!CALLING.includes(reason) || seq <= room.read || room.callSeqs.includes(seq)) return room;
  return { ...room, mentions: room.mentions + 1, callSeqs: [...room.callSeqs, seq] };
}

/** One has read up to `seq`. `counted` is what is unread after it, where that is known. */
export function read(room: Known, seq: number, counted: number | null): Known {
  const callSeqs = room.callSeqs.filter((call) => call > seq);
  const all = seq >= room.head;
  const mentions = all ? 0 : Math.max(0, room.mentions - (room.callSeqs.length - callSeqs.length));
  const unread = counted ?? (all ? 0 : room.unread);
  return { ...room, read: seq, callSeqs, mentions, unread };
}

/** The read position goes back to `seq`. */
export function back(room: Known, seq: number, counted: number | null): Known {
  return { ...room, read: seq, unread: counted ?? Math.max(1, room.unread ?? 0) };
}

/**
 * What the server says of the read position. `counted` is what the log on the screen knows; without one, what
 * this page heard of beyond the server's count came after it.
 */
export function told(room: Known, event: ReadChanged, live: boolean, counted: number | null): Known {
  const callSeqs = room.callSeqs.filter((call) => call > event.read);
  const { read, notify } = event;
  // What the server counted may be older than the last call that it told of.
  const mentions = Math.max(event.mentions, callSeqs.length);
  const now = { ...room, read, callSeqs, mentions, notify };
  if (live) return { ...now, unread: counted ?? event.unread };
  const beyond = Math.max(0, room.count - event.count);
  return { ...now, unread: event.unread + beyond, count: Math.max(room.count, event.count) };
}

function more(before: number | null, came: number): number | null {
  return before === null ? null : before + came;
}
