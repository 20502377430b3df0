/**
 * What the screen knows of the rest: the one seam between `state/` + `net/` below and `ui/` above.
 *
 * Everything readable is a signal, everything doable is a function that returns at once; what comes of it
 * arrives through the signals. The screen never sees a socket, the outbox or IndexedDB.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { ErrorCode, MessageCreated, Person, RoomSummary } from "./wire.gen";

/** Where the connection is. `retryAt` is a `performance.now()` time, for a countdown. */
export type Connection =
  | { phase: "connecting" }
  | { phase: "online" }
  | { phase: "offline"; retryAt: number | null }
  | { phase: "restarting"; retryAt: number | null }
  | { phase: "flooded"; retryAt: number | null }
  | { phase: "ended"; code: EndCode };

/** Why the connection stays closed. `other_version`: the server speaks another protocol than this page. */
export type EndCode = ErrorCode | "banned" | "other_version";

/**
 * What happened to the whole page and has to be told: one is nobody again, and so many of one's own messages
 * that had not gone out were dropped; or the server has another history than it had.
 */
export type PageNotice = { kind: "signed_out"; name: string; dropped: number } | { kind: "reloaded" };

/** One's own message that has no place in the log yet, or was refused. */
export interface OwnMessage {
  key: string;
  room: number;
  body: string;
  to: Person | null;
  mentions: number[];
  /** Unix milliseconds of the press of Enter, for display. */
  at: number;
  /**
   * waiting: offline or behind another; pending: on the wire; failed: refused for good; held: refused for
   * now and sent again at `retryAt`, or, where that is null (`name_taken`, `bad_name`), once the person
   * accepts the name that is proposed now: by `retry`, by `rename`, or by sending something more.
   */
  state: "waiting" | "pending" | "held" | "failed";
  code: ErrorCode | null;
  retryAt: number | null;
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
  /** loading: the first load is under way; ready; lost: reset and loading again. */
  phase: ReadonlySignal<"loading" | "ready" | "failed">;
  /** Visible messages of the window that is held, in order of seq; at most 400, blanks left out. */
  messages: ReadonlySignal<readonly MessageCreated[]>;
  own: ReadonlySignal<readonly OwnMessage[]>;
  notices: ReadonlySignal<readonly Notice[]>;
  /** Whether older (newer) messages exist than the window holds, and whether a page is being fetched. */
  older: ReadonlySignal<"none" | "more" | "loading" | "failed">;
  newer: ReadonlySignal<"none" | "more" | "loading" | "failed">;
  /** Visible messages that came while the window was not at the newest. */
  unseen: ReadonlySignal<number>;
  /** The seq up to which was read when the room was opened: the "new since" line stands after it; 0 for none. */
  readAtOpen: ReadonlySignal<number>;
  /** Counts up when the room is opened: at first, for somebody else, and with another history. */
  openings: ReadonlySignal<number>;
  people: ReadonlySignal<readonly Person[]>;
  count: ReadonlySignal<number>;
  typing: ReadonlySignal<readonly Person[]>;
}

export interface Chat {
  connection: ReadonlySignal<Connection>;
  placeName: ReadonlySignal<string>;
  you: ReadonlySignal<Person | null>;
  proposedName: ReadonlySignal<string>;
  rooms: ReadonlySignal<readonly RoomSummary[]>;
  current: ReadonlySignal<RoomView | null>;
  bodyBytes: ReadonlySignal<number>;
  /** One's own messages, of all rooms, of which nobody said that they arrived: signing out drops them. */
  unsent: ReadonlySignal<readonly OwnMessage[]>;
  notice: ReadonlySignal<PageNotice | null>;

  /** Puts the message into the outbox; a visitor accepts the proposed name by it. */
  send(body: string, options?: { to?: Person; mentions?: number[] }): void;
  /** Sends a held or failed message again now. */
  retry(key: string): void;
  /**
   * Takes a message back into the composer: its text is returned. Empty when it cannot be taken back
   * because it is, or may be, with the server already.
   */
  withdraw(key: string): string;
  /** Resolves to null, or to the code of the refusal. */
  rename(name: string): Promise<ErrorCode | "offline" | null>;
  proposeAnother(): void;
  /**
   * Ends the session: this page and all others of it are a visitor's, and what was private is gone from them.
   * Resolves to null, or to why nothing changed.
   */
  signOut(): Promise<ErrorCode | "offline" | null>;
  dismissNotice(): void;
  typingNow(active: boolean): void;
  loadOlder(): void;
  loadNewer(): void;
  jumpToNewest(): void;
  /** The last message is on screen and the page is visible. */
  markRead(seq: number): void;
  reconnectNow(): void;
}
