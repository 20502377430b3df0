// Made by `python -m teahouse.protocol.typescript` from the structs of the server. Do not edit.

export const PROTOCOL_VERSION = 1;

/** Say `body` in a room; with `to`, a whisper that only that person and you can see. */
export interface MessageSend {
  type: "message.send";
  id: string;
  room: number;
  body: string;
  to?: number | null;
  mentions?: readonly number[];
}

/** After a retryable refusal: take commands for this room again. */
export interface OutboxResume {
  type: "outbox.resume";
  id: string;
  room: number;
}

/** A fresh load of a room: its state, its newest events, and all that comes after. */
export interface RoomLoad {
  type: "room.load";
  id: string;
  room: number;
  limit?: number;
}

/** Resume a room after `seq` of `epoch`: the events since, or a reset. */
export interface RoomSync {
  type: "room.sync";
  id: string;
  room: number;
  seq: number;
  epoch: string;
}

/** A page of a room's log: the events just before `before`, or around `around`. */
export interface HistoryRead {
  type: "history.read";
  id: string;
  room: number;
  before?: number | null;
  around?: number | null;
  limit?: number;
}

/** Everything up to `seq` was read; a lower one than before changes nothing. */
export interface ReadMark {
  type: "read.mark";
  id: string;
  room: number;
  seq: number;
}

/** You are typing; holds six seconds unless renewed. */
export interface TypingStart {
  type: "typing.start";
  id: string;
  room: number;
}

/** You are no longer typing. */
export interface TypingStop {
  type: "typing.stop";
  id: string;
  room: number;
}

/** Take another name; the same person under the same id. */
export interface PersonRename {
  type: "person.rename";
  id: string;
  name: string;
}

/**
 * A person as any other may know it: nothing secret is ever in here.
 *
 * `id` is for good; `name` may change and may later belong to another id.
 */
export interface Person {
  id: number;
  name: string;
}

/**
 * Somebody said something. `at` is Unix time in milliseconds, for display only.
 *
 * `key` is the id of the command that made it. `to` is set on a whisper, which
 * only sender and target ever receive. `body` is null once erased.
 */
export interface MessageCreated {
  type: "message.created";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  body: string | null;
  to?: Person | null;
  mentions?: readonly number[];
}

/** The place of an event that you may not see. Counts as applied, never as unread. */
export interface EventBlank {
  type: "event.blank";
  room: number;
  seq: number;
}

/** Who is in the room now. Above 200 people `people` is empty and only `count` is told. */
export interface PresenceState {
  type: "presence.state";
  room: number;
  count: number;
  people: readonly Person[];
}

/**
 * What changed since the last one, at most once a second: a diff of `people`.
 *
 * Above 200 people the three lists are empty and only `count` moves.
 */
export interface PresenceChanged {
  type: "presence.changed";
  room: number;
  count: number;
  joined?: readonly Person[];
  left?: readonly Person[];
  renamed?: readonly Person[];
}

/** Who is typing now: the whole list, cut to five. */
export interface TypingChanged {
  type: "typing.changed";
  room: number;
  people: readonly Person[];
}

/** Sent every `heartbeat_ms`; `heads` are the last seqs of your open rooms (key: the room's id). */
export interface Heartbeat {
  type: "heartbeat";
  heads: Readonly<Record<string, number>>;
}

/** The server is about to stop: all still works; after `after_ms`, connect anew and close this one. */
export interface Drain {
  type: "drain";
  after_ms: number;
}

/** Why the close frame that follows comes; `code` is an error code. */
export interface Closing {
  type: "closing";
  code: ErrorCode;
  message: string;
  retry_after_ms?: number | null;
}

/** Sizes in bytes, counts and milliseconds that a client should know. */
export interface Limits {
  body_bytes: number;
  frame_bytes: number;
  name_characters: number;
  resume_events: number;
  heartbeat_ms: number;
}

/** A room in the list: `head` is its last seq, `read` the last one you marked as read. */
export interface RoomSummary {
  id: number;
  name: string;
  title: string;
  topic: string;
  head: number;
  first_seq: number;
  read: number;
}

/**
 * The first frame of every connection.
 *
 * `you` is null for a visitor, who reads and has `proposed_name` to accept.
 * A cursor from another `epoch` is worthless.
 */
export interface Hello {
  type: "hello";
  protocol: number;
  version: string;
  name: string;
  epoch: string;
  language: string;
  limits: Limits;
  you: Person | null;
  proposed_name: string;
  rooms: readonly RoomSummary[];
}

/**
 * The message is on disk, at this place of the room's log, for good.
 *
 * `duplicate` is true when an earlier sending of the same id made it.
 */
export interface MessageAccepted {
  type: "message.accepted";
  id: string | null;
  room: number;
  seq: number;
  at: number;
  epoch: string;
  duplicate?: boolean;
}

/** Read in one transaction: the room's state and the events up to `seq`; live events follow. */
export interface RoomLoaded {
  type: "room.loaded";
  id: string | null;
  epoch: string;
  state: RoomSummary;
  seq: number;
  events: readonly (MessageCreated | EventBlank)[];
}

/** All events after your cursor up to `seq` were sent before this; live events follow. */
export interface RoomCaughtUp {
  type: "room.caught_up";
  id: string | null;
  room: number;
  seq: number;
  epoch: string;
}

/** Your cursor cannot be resumed: load the room. `reason`: epoch, ahead, below or behind. */
export interface RoomReset {
  type: "room.reset";
  id: string | null;
  room: number;
  reason: string;
}

/** Events in order of seq, contiguous; `first_seq` is the first the room still has. */
export interface HistoryPage {
  type: "history.page";
  id: string | null;
  room: number;
  first_seq: number;
  events: readonly (MessageCreated | EventBlank)[];
}

/** You, under the name you now have. */
export interface PersonAccepted {
  type: "person.accepted";
  id: string | null;
  you: Person;
}

/** It was done, and there is nothing to tell. */
export interface Done {
  type: "done";
  id: string | null;
}

/**
 * It was refused and changed nothing. Switch on `code`; `message` is English for logs.
 *
 * `id` is null when the frame could not be read that far. `blocked_by` is the id
 * of the refused command that holds back this one.
 */
export interface ErrorReply {
  type: "error";
  id: string | null;
  code: ErrorCode;
  message: string;
  retryable?: boolean;
  retry_after_ms?: number | null;
  field?: string | null;
  blocked_by?: string | null;
}

export type Command =
  | MessageSend
  | OutboxResume
  | RoomLoad
  | RoomSync
  | HistoryRead
  | ReadMark
  | TypingStart
  | TypingStop
  | PersonRename;

export type DurableEvent =
  | MessageCreated
  | EventBlank;

export type EphemeralEvent =
  | PresenceState
  | PresenceChanged
  | TypingChanged
  | Heartbeat
  | Drain
  | Closing
  | Hello;

export type Reply =
  | MessageAccepted
  | RoomLoaded
  | RoomCaughtUp
  | RoomReset
  | HistoryPage
  | PersonAccepted
  | Done
  | ErrorReply;

export type ServerEvent =
  | DurableEvent
  | EphemeralEvent;

export type ServerMessage =
  | ServerEvent
  | Reply;

export const ERROR_CODES = [
  "internal",
  "bad_input",
  "bad_json",
  "unknown_type",
  "bad_field",
  "bad_text",
  "empty_text",
  "too_large",
  "file_too_large",
  "file_refused",
  "bad_image",
  "quota_full",
  "files_full",
  "headers_too_large",
  "bad_name",
  "name_taken",
  "conflict",
  "not_allowed",
  "not_signed_in",
  "origin_refused",
  "host_refused",
  "not_found",
  "room_not_found",
  "person_not_found",
  "try_later",
  "rate_limited",
  "blocked",
  "busy",
  "storage_full",
  "unavailable",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The same command may succeed later unchanged. */
export const RETRYABLE_CODES: readonly ErrorCode[] = [
  "blocked",
  "busy",
  "rate_limited",
  "storage_full",
  "try_later",
  "unavailable",
];

/** Close codes of `/ws`, and what a client does after each. */
export const CLOSE = {
  /** Come back: at once, as `drain` said. */
  RESTART: 1012,
  /** Come back: at once, and resume. */
  SLOW_READER: 4008,
  /** Come back: with backoff. */
  NO_FIRST_FRAME: 4009,
  /** Come back: not before signing in again. */
  NOT_SIGNED_IN: 4401,
  /** Come back: never. */
  BANNED: 4403,
  /** Come back: with backoff of at least 30 s. */
  FLOOD: 4429,
} as const;
