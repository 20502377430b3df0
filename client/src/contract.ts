/**
 * What the screen knows of the rest: the one seam between `state/` + `net/` below and `ui/` above.
 *
 * Everything readable is a signal, everything doable is a function that returns at once; what comes of it
 * arrives through the signals. The screen never sees a socket, the outbox or IndexedDB.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Connection, Outcome, PageNotice } from "./contract/connection";
import type { Call, Hits, OwnMessage, SendOptions, Upload } from "./contract/message";
import type { RoomEntry, RoomView } from "./contract/room";
import type { Api } from "./state/api";
import type { Role } from "./state/standing";
import type { House, Person, Sanction } from "./wire.gen";

export type * from "./contract/connection";
export type * from "./contract/message";
export * from "./contract/room";

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
