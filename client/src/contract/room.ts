/** A room as the screen sees it: its entry in the list, and all that is shown of one that is open. */
import type { ReadonlySignal } from "@preact/signals";
import type { Doing } from "../state/doings";
import type { Ranks } from "../state/ranks";
import type { Person, RoomSummary } from "../wire.gen";
import type { Message, OwnMessage, Referred } from "./message";

export type { Doing };

/** More unread than a window of a log holds: one begins at the newest, and is offered the way. */
export const MOST_UNREAD = 400;

/**
 * One of one's rooms and conversations, with what is unread kept up to date. A conversation's `title` is the
 * names of the others; a room's may be empty, and then `name` says what it is. `head` and `count` may lag.
 */
export interface RoomEntry extends RoomSummary {
  /** Others' messages not read, 0 where one never was; more than 999 is told as 1,000. */
  fresh: number;
  /** Unread messages that call you, whispers too, or all unread ones of a direct conversation. */
  calls: number;
}

/** A line of coming and going drawn from presence, never from the log; `afterSeq` is where it stands. */
export interface Notice {
  id: string;
  afterSeq: number;
  at: number;
  joined: Person[];
  left: Person[];
  renamed: { from: string; to: Person }[];
}

export interface RoomView {
  room: number;
  state: ReadonlySignal<RoomSummary | null>;
  /** loading: the first load is under way, or one after a reset. */
  phase: ReadonlySignal<"loading" | "ready" | "failed">;
  /** Visible messages of the window that is held, in order of seq, folded; at most 400, blanks left out. */
  messages: ReadonlySignal<readonly Message[]>;
  /** What was done to the room and its members within the window, in order of seq. */
  doings: ReadonlySignal<readonly Doing[]>;
  /** The roles of people in this room, beyond those in the house, as far as one may know. */
  ranks: ReadonlySignal<Ranks>;
  /** The seqs of the pinned messages, the last one first. */
  pins: ReadonlySignal<readonly number[]>;
  /** A message of this room by its seq, fetched once where the window has it not, and kept up to date. */
  referred(seq: number): ReadonlySignal<Referred>;
  /**
   * The message to bring on the screen and flash, once for each new `turn`; its page is in the window then.
   * Where nothing is to be seen at the seq that was asked for, it is the next message.
   */
  target: ReadonlySignal<{ seq: number; turn: number } | null>;
  own: ReadonlySignal<readonly OwnMessage[]>;
  notices: ReadonlySignal<readonly Notice[]>;
  /** Whether older (newer) messages exist than the window holds, and whether a page is being fetched. */
  older: ReadonlySignal<"none" | "more" | "loading" | "failed">;
  newer: ReadonlySignal<"none" | "more" | "loading" | "failed">;
  /** Visible messages that came while the window was not at the newest. */
  unseen: ReadonlySignal<number>;
  /** The seq up to which was read when the room was opened: the "new since" line stands after it; 0 for none. */
  readAtOpen: ReadonlySignal<number>;
  /**
   * Counts up when the room is opened: at first, for somebody else, with another history, again after another
   * room, and when something is marked as unread. `readAtOpen` is new then.
   */
  openings: ReadonlySignal<number>;
  people: ReadonlySignal<readonly Person[]>;
  count: ReadonlySignal<number>;
  typing: ReadonlySignal<readonly Person[]>;
}
