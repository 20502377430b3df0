/**
 * What the screen knows of the rest: the one seam between `state/` + `net/` below and `ui/` above.
 *
 * Everything readable is a signal, everything doable is a function that returns at once; what comes of it
 * arrives through the signals. The screen never sees a socket, the outbox or IndexedDB.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Api } from "./state/api";
import type { Doing } from "./state/doings";
import type { Ranks } from "./state/ranks";
import type { Role } from "./state/standing";
import type {
  ErrorCode,
  File,
  Folded,
  House,
  MessageCreated,
  Person,
  RoomSummary,
  Sanction,
} from "./wire.gen";

/** More unread than a window of a log holds: one begins at the newest, and is offered the way. */
export const MOST_UNREAD = 400;

export type { Doing };

/** What became of something one did: null when it is done. */
export type Outcome = ErrorCode | "offline" | null;

/** A message as it is now: what later events made of it is folded in. `asOf` is the last seq that it knows of. */
export interface Message extends Omit<MessageCreated, "folded"> {
  asOf: number;
  folded: Folded;
}

/** A message that an answer or a pin speaks of: not known yet, not there (any more), or itself. */
export type Referred = { kind: "loading" } | { kind: "gone" } | { kind: "message"; message: Message };

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

/** A file on its way up, or there and not sent yet. */
export interface Upload {
  id: string;
  name: string;
  size: number;
  /** An object URL of an image, for the picture in the composer. */
  picture: string | null;
  /** 0 to 1. */
  progress: number;
  state: "going" | "done" | "failed";
  code: ErrorCode | "offline" | null;
  file: File | null;
}

/** A page of messages found, newest first. */
export interface Hits {
  query: string;
  state: "loading" | "ready" | "failed";
  messages: readonly Message[];
  count: number;
  more: boolean;
}

/** What calls you, told as it comes: for a notification, a sound and the badge. */
export interface Call {
  reason: "mention" | "everyone" | "whisper" | "reply" | "direct" | "message";
  message: Message;
}

/** What a message is sent with besides its text. */
export interface SendOptions {
  to?: Person;
  mentions?: number[];
  everyone?: boolean;
  replyTo?: number;
  action?: boolean;
  color?: string;
  files?: readonly File[];
  options?: readonly string[];
}

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
 * that had not gone out were dropped; the server has another history than it had; or a room is there no more.
 */
export type PageNotice =
  | { kind: "signed_out"; name: string; dropped: number }
  | { kind: "reloaded" }
  /** One is not in this room any more, and nothing of it is here. */
  | { kind: "gone"; room: number; title: string }
  /** A link led to nothing that one may see, whether it is there or not; one stayed where one was. */
  | { kind: "nowhere"; room: number; seq: number | null };

/** One's own message that has no place in the log yet, or was refused. */
export interface OwnMessage {
  key: string;
  room: number;
  body: string;
  to: Person | null;
  mentions: number[];
  everyone: boolean;
  replyTo: number | null;
  action: boolean;
  color: string | null;
  files: readonly File[];
  options: readonly string[];
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

export interface Chat {
  /** What is asked for over HTTP: accounts, members, order, the house. */
  api: Pick<Api, "ask">;
  /** One's role in the house; that in a room is in its entry. */
  role: ReadonlySignal<Role>;
  /** What one may not do now. */
  sanctions: ReadonlySignal<readonly Sanction[]>;
  /** How the place is run; null until the server said so. */
  house: ReadonlySignal<House | null>;
  /** What waits for moderators. */
  queue: ReadonlySignal<{ reports: number; held: number }>;
  connection: ReadonlySignal<Connection>;
  placeName: ReadonlySignal<string>;
  you: ReadonlySignal<Person | null>;
  proposedName: ReadonlySignal<string>;
  /** The server asked this browser for a proof of work before it takes the name: a moment. */
  proving: ReadonlySignal<boolean>;
  /** Rooms in the order of their titles, then conversations, the last active first; archived ones are last. */
  rooms: ReadonlySignal<readonly RoomEntry[]>;
  current: ReadonlySignal<RoomView | null>;
  bodyBytes: ReadonlySignal<number>;
  limits: ReadonlySignal<{ editMs: number; recallMs: number; fileBytes: number }>;
  ignored: ReadonlySignal<ReadonlySet<number>>;
  /** The last call that came while this page was open; each is told once. */
  called: ReadonlySignal<Call | null>;
  uploads: ReadonlySignal<readonly Upload[]>;
  hits: ReadonlySignal<Hits | null>;
  /** What `quickSearch` found: the first of it, beside whatever stands in `hits`. */
  quickHits: ReadonlySignal<Hits | null>;
  mentions: ReadonlySignal<Hits | null>;
  /** Names of people by id, as far as they are known; asking for more by `nameOf`. */
  nameOf(person: number): ReadonlySignal<string>;
  /** One's own messages, of all rooms, of which nobody said that they arrived: signing out drops them. */
  unsent: ReadonlySignal<readonly OwnMessage[]>;
  notice: ReadonlySignal<PageNotice | null>;

  /** Puts the message into the outbox; a visitor accepts the proposed name by it. */
  send(body: string, options?: SendOptions): void;
  /**
   * These and the next ones are of the open room, and not a visitor's (`not_signed_in`). They go out again on
   * every connection until they are answered: offline, the answer takes as long as that.
   */
  edit(seq: number, body: string, mentions: number[]): Promise<Outcome>;
  recall(seq: number, reason?: string): Promise<Outcome>;
  /** Shown at once, and taken back if it is refused. */
  react(seq: number, emoji: string, on: boolean): Promise<Outcome>;
  pin(seq: number, on: boolean): Promise<Outcome>;
  vote(seq: number, option: number | null): Promise<Outcome>;
  closePoll(seq: number): Promise<Outcome>;
  /** What it said before, first to last. */
  versions(seq: number): Promise<readonly (readonly [number, string | null])[] | null>;

  /** Brings a room on the screen; with `seq`, at that message, which flashes. */
  open(room: number, seq?: number): void;
  /** Goes where a link leads. Where one can see nothing, one stays, and `notice` says so. */
  follow(room: number, seq?: number): void;
  createRoom(title: string, topic: string): Promise<Outcome>;
  /** Asks anew who is what in this room. */
  loadRanks(room: number): void;
  changeRoom(
    room: number,
    change: { title?: string; topic?: string; archived?: boolean; read_only?: boolean },
  ): Promise<Outcome>;
  openDirect(people: readonly number[]): Promise<Outcome>;
  setNotify(room: number, level: "all" | "mentions" | "none"): Promise<Outcome>;
  setStatus(away: boolean, text: string): Promise<Outcome>;
  ignore(person: number, ignored: boolean): Promise<Outcome>;
  /**
   * Everything from this message on is unread again, on all devices; of the open room, if none is given.
   * `markRead` rests there until the room is opened again.
   */
  markUnread(seq: number, room?: number): Promise<Outcome>;
  findPeople(start: string): Promise<readonly Person[]>;

  /** Starts a search; its pages arrive in `hits`. An empty query ends it. */
  search(query: string): void;
  moreHits(): void;
  /** A search of its own, for a few results while one types; an empty query ends it. */
  quickSearch(query: string): void;
  /** Loads the first page of what calls you into `mentions`. */
  loadMentions(): void;
  moreMentions(): void;

  /**
   * Sends files up for the open room; they are in `uploads` while it is open, until sent or dropped. A visitor
   * becomes a guest by it, as by a message.
   */
  upload(files: readonly globalThis.File[]): void;
  dropUpload(id: string): void;
  retryUpload(id: string): void;
  /** Sends a held or failed message again now. */
  retry(key: string): void;
  /**
   * Takes a message back into the composer: its text is returned. Empty when it cannot be taken back
   * because it is, or may be, with the server already. Its files are in `uploads` again.
   */
  withdraw(key: string): string;
  /** Resolves to null, or to the code of the refusal. */
  rename(name: string): Promise<Outcome>;
  proposeAnother(): void;
  /**
   * Ends the session: this page and all others of it are a visitor's, and what was private is gone from them.
   * Resolves to null, or to why nothing changed.
   */
  signOut(): Promise<Outcome>;
  /** Asks for what makes this browser's session another one, and comes back as whoever one is then, in all tabs. */
  renew<T extends { ok: boolean }>(ask: () => Promise<T>): Promise<T>;
  /** The server said that one's session, or the person, is no more: the page is a visitor's. */
  isOut(): void;
  dismissNotice(): void;
  typingNow(active: boolean): void;
  loadOlder(): void;
  loadNewer(): void;
  jumpToNewest(): void;
  /** The last message is on screen and the page is visible; of another room: it was said to be read. */
  markRead(seq: number, room?: number): void;
  /** All rooms and conversations are read up to their last message. */
  markAllRead(): void;
  reconnectNow(): void;
}
