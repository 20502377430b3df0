// Made by `python -m teahouse.protocol.typescript` from the structs of the server. Do not edit.

export const PROTOCOL_VERSION = 1;

/**
 * Say `body` in a room; with `to`, a whisper that only that person and you can see.
 *
 * `reply_to` is the seq of the message that this answers. `action` is the `/me` of a
 * chat. `everyone` mentions all of the room. `options` makes it a poll whose question
 * is the body. `files` are the ids of one's own uploads; with some, the body may be empty.
 */
export interface MessageSend {
  type: "message.send";
  id: string;
  room: number;
  body: string;
  to?: number | null;
  mentions?: readonly number[];
  everyone?: boolean;
  reply_to?: number | null;
  action?: boolean;
  color?: string | null;
  files?: readonly string[];
  options?: readonly string[];
}

/** Put `body` in the place of what you said. */
export interface MessageEdit {
  type: "message.edit";
  id: string;
  room: number;
  seq: number;
  body: string;
  mentions?: readonly number[];
}

/**
 * Take back what you said, or (where you keep order) what another said: text and files are erased everywhere.
 *
 * `reason` is kept for those who look after the place, of what others said.
 */
export interface MessageRecall {
  type: "message.recall";
  id: string;
  room: number;
  seq: number;
  reason?: string;
}

/** React with an emoji; again changes nothing. */
export interface ReactionAdd {
  type: "reaction.add";
  id: string;
  room: number;
  seq: number;
  emoji: string;
}

/** Take a reaction back. */
export interface ReactionRemove {
  type: "reaction.remove";
  id: string;
  room: number;
  seq: number;
  emoji: string;
}

/** Pin a message above its room's log. */
export interface MessagePin {
  type: "message.pin";
  id: string;
  room: number;
  seq: number;
}

/** Unpin a message. */
export interface MessageUnpin {
  type: "message.unpin";
  id: string;
  room: number;
  seq: number;
}

/** Your one vote of a poll, in the place of an earlier one: the option's place from 0; null takes it back. */
export interface PollVote {
  type: "poll.vote";
  id: string;
  room: number;
  seq: number;
  option: number | null;
}

/** End the poll that you asked: no more votes. */
export interface PollClose {
  type: "poll.close";
  id: string;
  room: number;
  seq: number;
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

/** Hear no more of this room's events on this connection, until it is loaded or resumed. */
export interface RoomLeave {
  type: "room.leave";
  id: string;
  room: number;
}

/**
 * A new room, which is yours; its title may be any text that a name may be. Sent again, it is the same room.
 *
 * `access` says who may know of it: everyone (public), who has an account (members), or whom you
 * invite (private); null: as this place has it. `history` is what newcomers of a private room see
 * of before they joined: all or nothing of it.
 */
export interface RoomCreate {
  type: "room.create";
  id: string;
  title: string;
  topic?: string;
  access?: "members" | "private" | "public" | null;
  history?: "all" | "joined";
}

/**
 * Change a room where you keep order: what is null stays as it is. An event of its log.
 *
 * Its owner alone changes the last four. A room that is not private may be public or for
 * members; `slow_seconds` is the time between two messages of a person; `retention_days` for how
 * long messages are kept (0: for ever, -1: as the house has it). `reason` is for the audit log alone.
 */
export interface RoomChange {
  type: "room.change";
  id: string;
  room: number;
  title?: string | null;
  topic?: string | null;
  archived?: boolean | null;
  read_only?: boolean | null;
  access?: "members" | "public" | null;
  history?: "all" | "joined" | null;
  slow_seconds?: number | null;
  retention_days?: number | null;
  reason?: string;
}

/** The conversation of you and these people, made if there is none. */
export interface DirectOpen {
  type: "direct.open";
  id: string;
  people: readonly number[];
}

/** What of a room you want to be told of. */
export interface RoomNotify {
  type: "room.notify";
  id: string;
  room: number;
  level: "all" | "mentions" | "none";
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

/** Single messages of a room by their seqs: those that answers and pins speak of. */
export interface MessagesRead {
  type: "messages.read";
  id: string;
  room: number;
  seqs: readonly number[];
}

/** What a message was before its edits. */
export interface EditsRead {
  type: "edits.read";
  id: string;
  room: number;
  seq: number;
}

/** Everything up to `seq` was read. A lower one than before changes nothing, unless `back`. */
export interface ReadMark {
  type: "read.mark";
  id: string;
  room: number;
  seq: number;
  back?: boolean;
}

/** Your mentions, newest first: those before the cursor `before`. */
export interface MentionsRead {
  type: "mentions.read";
  id: string;
  before?: number | null;
  limit?: number;
}

/**
 * Messages that you may read, newest first: those before the cursor `before`.
 *
 * `query` has words, and filters `from:NAME in:ROOM before:DATE after:DATE
 * has:link|image|file`, with dates as YYYY-MM-DD of UTC plus `offset_minutes`.
 */
export interface Search {
  type: "search";
  id: string;
  query: string;
  before?: number | null;
  limit?: number;
  offset_minutes?: number;
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

/** Whether you are away, and what you say of yourself; an empty text says nothing. */
export interface StatusSet {
  type: "status.set";
  id: string;
  away: boolean;
  text?: string;
}

/** Ignore a person, or no longer. They are not told; whispers of theirs do not reach you. */
export interface PersonIgnore {
  type: "person.ignore";
  id: string;
  person: number;
  ignored: boolean;
}

/** Who these people are now. */
export interface PeopleRead {
  type: "people.read";
  id: string;
  people: readonly number[];
}

/** People whose names begin like this, those seen last first. */
export interface PeopleFind {
  type: "people.find";
  id: string;
  name: string;
}

/**
 * A person as any other may know it: nothing secret is ever in here.
 *
 * `id` is for good; `name` may change and may later belong to another id. `away` and
 * `status`, what they say of themselves, are told where it is about who is here.
 */
export interface Person {
  id: number;
  name: string;
  away?: boolean;
  status?: string;
}

/**
 * A file that a message carries: `/files/ID/NAME`, and `/files/ID/preview` if it has one.
 *
 * `type` is the MIME type by its content; width and height in pixels, where it has them.
 */
export interface File {
  id: string;
  name: string;
  size: number;
  type: string;
  width?: number | null;
  height?: number | null;
  preview?: boolean;
}

/** Who reacted with an emoji: ids, in the order of reacting. */
export interface Reaction {
  emoji: string;
  people: readonly number[];
}

/** What a link leads to, as its page says. `image` is the id of a file of this server. */
export interface Preview {
  url: string;
  title: string;
  text?: string;
  site?: string;
  image?: File | null;
}

/**
 * What later events made of a message, as of the seq at which it was read.
 *
 * Its body is already the last one. `votes` has the ids of the voters for each option.
 * Times are Unix milliseconds.
 */
export interface Folded {
  edited_at?: number | null;
  recalled_at?: number | null;
  recalled_by?: number | null;
  pinned?: boolean;
  reactions?: readonly Reaction[];
  votes?: readonly (readonly number[])[];
  closed?: boolean;
  previews?: readonly Preview[];
}

/**
 * Somebody said something. `at` is Unix time in milliseconds, for display only.
 *
 * `key` is the id of the command that made it. `to` is set on a whisper, which
 * only sender and target ever receive. `body` is null once erased. `folded` is there
 * in pages, where later events changed the message; a live event or a resume has none.
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
  everyone?: boolean;
  reply_to?: number | null;
  action?: boolean;
  color?: string | null;
  files?: readonly File[];
  options?: readonly string[];
  folded?: Folded | null;
}

/** The place of an event that you may not see. Counts as applied, never as unread. */
export interface EventBlank {
  type: "event.blank";
  room: number;
  seq: number;
}

/** The message at `target` says `body` now; null once erased. */
export interface MessageEdited {
  type: "message.edited";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
  body: string | null;
  mentions?: readonly number[];
}

/** The message at `target` was taken back: text, files, reactions and votes of it are gone. */
export interface MessageRecalled {
  type: "message.recalled";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
}

/** `sender` reacted to the message at `target`. */
export interface ReactionAdded {
  type: "reaction.added";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
  emoji: string;
}

/** `sender` took a reaction back. */
export interface ReactionRemoved {
  type: "reaction.removed";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
  emoji: string;
}

/** The message at `target` is pinned. */
export interface MessagePinned {
  type: "message.pinned";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
}

/** The message at `target` is no longer pinned. */
export interface MessageUnpinned {
  type: "message.unpinned";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
}

/** The one vote of `sender` in the poll at `target` is this option, from 0; null: it has none. */
export interface PollVoted {
  type: "poll.voted";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
  option: number | null;
}

/** The poll at `target` takes no more votes. */
export interface PollClosed {
  type: "poll.closed";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
}

/** A link of the message at `target` leads to this. */
export interface MessagePreviewed {
  type: "message.previewed";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  target: number;
  preview: Preview;
}

/** The room is called and used like this now; what is left out stays as it was. */
export interface RoomChanged {
  type: "room.changed";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  title?: string | null;
  topic?: string | null;
  archived?: boolean | null;
  read_only?: boolean | null;
  access?: string | null;
  history?: string | null;
  slow_seconds?: number | null;
  retention_days?: number | null;
}

/**
 * `member` is in the room from now on, or has another role there: owner, moderator or member.
 *
 * Who joins by themselves is both `sender` and `member`.
 */
export interface MemberAdded {
  type: "member.added";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  member: Person;
  role: string;
}

/** `member` is in the room no more, or (in a public one) has no role there; who leaves is `sender` too. */
export interface MemberRemoved {
  type: "member.removed";
  room: number;
  seq: number;
  at: number;
  sender: Person;
  key: string;
  member: Person;
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

/**
 * A room as everyone in it may know it. `kind` is room or direct; `people` are those of a direct one.
 *
 * `count` is how many messages it had until `head`: the difference is what is unread.
 * `access` is public, members (who has an account) or private (its members); `history` is what a
 * newcomer of a private room sees of before: all or joined. `slow_seconds` is the time between two
 * messages of a person, `retention_days` for how long messages are kept (0: for ever, null: as the
 * house has it).
 */
export interface RoomInfo {
  id: number;
  kind: string;
  name: string;
  title: string;
  topic: string;
  archived: boolean;
  read_only: boolean;
  owner: number | null;
  head: number;
  first_seq: number;
  count: number;
  people: readonly Person[];
  access: string;
  history: string;
  slow_seconds: number;
  retention_days: number | null;
}

/** A room that you may know of is new, or is called or used otherwise now. */
export interface RoomListed {
  type: "room.listed";
  room: RoomInfo;
}

/** Rooms moved on, told at most once a second: for each its id, head and count of messages. */
export interface RoomActivity {
  type: "room.activity";
  rooms: readonly (readonly [number, number, number])[];
}

/** Your read position in a room, moved by any of your tabs and devices; see RoomSummary. */
export interface ReadChanged {
  type: "read.changed";
  room: number;
  read: number;
  count: number;
  unread: number;
  mentions: number;
  notify: string;
}

/** A message that calls you: `reason` is mention, everyone, whisper, reply, direct or message. */
export interface NoticeCreated {
  type: "notice.created";
  reason: string;
  message: MessageCreated;
}

/** A room that you may not know of any more: nothing of it comes, and nothing of it is to be kept. */
export interface RoomGone {
  type: "room.gone";
  room: number;
}

/**
 * What somebody may not do: `kind` is mute, ban or kick (out of a room for a while); `room` null is everywhere.
 *
 * `until` is Unix milliseconds.
 */
export interface Sanction {
  id: number;
  kind: string;
  room: number | null;
  until: number | null;
  reason: string;
}

/** Your role in the house, and what you may not do now; the whole of it each time. */
export interface StandingChanged {
  type: "standing.changed";
  role: string;
  sanctions: readonly Sanction[];
}

/**
 * The place as everyone may know it. `accent` is "#rrggbb" or empty; `logo` and `style` are addresses here.
 *
 * `guests`: whether somebody new may talk without an account. `open_rooms`: whether people may
 * make rooms. `retention_days` is 0 where messages are kept for ever. `sign_in` has the ways to
 * sign in besides a password: passkey, oidc:NAME. `challenge`: newcomers must show some work now.
 */
export interface House {
  name: string;
  language: string;
  guests: boolean;
  open_rooms: boolean;
  accent: string;
  logo: string;
  style: string;
  retention_days: number;
  sign_in: readonly string[];
  challenge: boolean;
  owned: boolean;
}

/** The place is run otherwise now. */
export interface HouseChanged {
  type: "house.changed";
  house: House;
}

/** How much waits for moderators like you: reports, and messages that are held. */
export interface QueueChanged {
  type: "queue.changed";
  reports: number;
  held: number;
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

/** Sizes in bytes, counts and milliseconds that a client should know; a time of 0 is without end. */
export interface Limits {
  body_bytes: number;
  frame_bytes: number;
  name_characters: number;
  resume_events: number;
  heartbeat_ms: number;
  edit_ms: number;
  recall_ms: number;
  file_bytes: number;
}

/**
 * A room in your list. `read` is the last seq you marked as read; 0 for a visitor.
 *
 * `unread` counts others' messages after it, up to 1,000; null if you never were there.
 * `mentions` are those of them that call you. `notify` is all, mentions (which you get without a choice) or none.
 * `role` is yours in this room beyond that in the house: owner, moderator, member, or empty.
 */
export interface RoomSummary {
  id: number;
  kind: string;
  name: string;
  title: string;
  topic: string;
  archived: boolean;
  read_only: boolean;
  owner: number | null;
  head: number;
  first_seq: number;
  count: number;
  people: readonly Person[];
  access: string;
  history: string;
  slow_seconds: number;
  retention_days: number | null;
  read: number;
  unread: number | null;
  mentions: number;
  notify: string;
  role: string;
}

/**
 * The first frame of every connection.
 *
 * `you` is null for a visitor, who reads and has `proposed_name` to accept.
 * A cursor from another `epoch` is worthless. `role` is yours in the house, `sanctions` what you
 * may not do now.
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
  ignored: readonly number[];
  role: string;
  sanctions: readonly Sanction[];
  house: House | null;
}

/**
 * The message, or the change of one, is on disk, at this place of the room's log, for good.
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

/**
 * Read in one transaction: the room's state and the events up to `seq`; live events follow.
 *
 * The messages are as they are at `seq`. `pins` are the seqs of pinned messages, the last one first.
 */
export interface RoomLoaded {
  type: "room.loaded";
  id: string | null;
  epoch: string;
  state: RoomSummary;
  seq: number;
  events: readonly (MessageCreated | EventBlank | MessageEdited | MessageRecalled | ReactionAdded | ReactionRemoved | MessagePinned | MessageUnpinned | PollVoted | PollClosed | MessagePreviewed | RoomChanged | MemberAdded | MemberRemoved)[];
  pins: readonly number[];
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

/**
 * Events in order of seq, contiguous; `first_seq` is the first the room still has.
 *
 * The messages are as they are at `as_of`, the room's last seq when they were read.
 */
export interface HistoryPage {
  type: "history.page";
  id: string | null;
  room: number;
  first_seq: number;
  as_of: number;
  events: readonly (MessageCreated | EventBlank | MessageEdited | MessageRecalled | ReactionAdded | ReactionRemoved | MessagePinned | MessageUnpinned | PollVoted | PollClosed | MessagePreviewed | RoomChanged | MemberAdded | MemberRemoved)[];
}

/** Those of the messages asked for that exist and that you may see, as they are at `as_of`. */
export interface MessagesPage {
  type: "messages.page";
  id: string | null;
  room: number;
  as_of: number;
  messages: readonly MessageCreated[];
}

/**
 * Messages of any rooms, newest first, as they are now. `next` is the cursor to go on with; null: no more.
 *
 * `count` is how many there are in all, as far as 1,000; of mentions it is how many are unread.
 */
export interface FoundPage {
  type: "found.page";
  id: string | null;
  messages: readonly MessageCreated[];
  count: number;
  next: number | null;
}

/** What the message was, first to last: its body and since when, in Unix milliseconds. */
export interface EditsPage {
  type: "edits.page";
  id: string | null;
  room: number;
  seq: number;
  versions: readonly (readonly [number, string | null])[];
}

/** The room that was asked for; `created` if it was not there before. */
export interface RoomOpened {
  type: "room.opened";
  id: string | null;
  room: RoomSummary;
  created: boolean;
}

/** People, as they are called now. */
export interface PeoplePage {
  type: "people.page";
  id: string | null;
  people: readonly Person[];
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
  | MessageEdit
  | MessageRecall
  | ReactionAdd
  | ReactionRemove
  | MessagePin
  | MessageUnpin
  | PollVote
  | PollClose
  | OutboxResume
  | RoomLoad
  | RoomSync
  | RoomLeave
  | RoomCreate
  | RoomChange
  | DirectOpen
  | RoomNotify
  | HistoryRead
  | MessagesRead
  | EditsRead
  | ReadMark
  | MentionsRead
  | Search
  | TypingStart
  | TypingStop
  | PersonRename
  | StatusSet
  | PersonIgnore
  | PeopleRead
  | PeopleFind;

export type DurableEvent =
  | MessageCreated
  | EventBlank
  | MessageEdited
  | MessageRecalled
  | ReactionAdded
  | ReactionRemoved
  | MessagePinned
  | MessageUnpinned
  | PollVoted
  | PollClosed
  | MessagePreviewed
  | RoomChanged
  | MemberAdded
  | MemberRemoved;

export type EphemeralEvent =
  | PresenceState
  | PresenceChanged
  | TypingChanged
  | RoomListed
  | RoomActivity
  | ReadChanged
  | NoticeCreated
  | RoomGone
  | StandingChanged
  | HouseChanged
  | QueueChanged
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
  | MessagesPage
  | FoundPage
  | EditsPage
  | RoomOpened
  | PeoplePage
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
  "headers_too_large",
  "bad_name",
  "name_taken",
  "address_refused",
  "port_refused",
  "bad_url",
  "https_needed",
  "wrong_service",
  "bad_secret",
  "conflict",
  "file_too_large",
  "file_refused",
  "bad_image",
  "quota_full",
  "files_full",
  "not_allowed",
  "not_signed_in",
  "origin_refused",
  "host_refused",
  "banned",
  "muted",
  "words_refused",
  "too_late",
  "room_closed",
  "too_many",
  "poll_closed",
  "sign_in_failed",
  "challenge_required",
  "passkey_refused",
  "passkeys_impossible",
  "last_way_in",
  "owner_stays",
  "not_found",
  "room_not_found",
  "person_not_found",
  "message_gone",
  "link_refused",
  "file_not_found",
  "message_changed",
  "try_later",
  "rate_limited",
  "slow_mode",
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
  "slow_mode",
  "storage_full",
  "try_later",
  "unavailable",
];

/** From the least to the most. */
export const ROLES = [
  "visitor",
  "classic",
  "guest",
  "member",
  "moderator",
  "admin",
  "owner",
] as const;

export type Role = (typeof ROLES)[number];

/** Who may do what; the server asks the same table, and has the last word. */
export const PERMISSIONS = {
  "room.read": ["visitor", "classic", "guest", "member", "moderator", "admin", "owner"],
  "history.read": ["visitor", "classic", "guest", "member", "moderator", "admin", "owner"],
  "guest.create": ["visitor"],
  "message.send": ["classic", "guest", "member", "moderator", "admin", "owner"],
  "message.whisper": ["classic", "guest", "member", "moderator", "admin", "owner"],
  "message.edit": ["guest", "member", "moderator", "admin", "owner"],
  "message.recall": ["guest", "member", "moderator", "admin", "owner"],
  "message.pin": ["guest", "member", "moderator", "admin", "owner"],
  "mention.everyone": ["guest", "member", "moderator", "admin", "owner"],
  "react": ["guest", "member", "moderator", "admin", "owner"],
  "vote": ["guest", "member", "moderator", "admin", "owner"],
  "room.create": ["guest", "member", "moderator", "admin", "owner"],
  "room.change": ["moderator", "admin", "owner"],
  "direct.open": ["guest", "member", "moderator", "admin", "owner"],
  "search": ["visitor", "classic", "guest", "member", "moderator", "admin", "owner"],
  "mentions.read": ["guest", "member", "moderator", "admin", "owner"],
  "people.read": ["visitor", "classic", "guest", "member", "moderator", "admin", "owner"],
  "people.find": ["guest", "member", "moderator", "admin", "owner"],
  "read.mark": ["guest", "member", "moderator", "admin", "owner"],
  "typing": ["guest", "member", "moderator", "admin", "owner"],
  "person.rename": ["guest", "member", "moderator", "admin", "owner"],
  "person.status": ["guest", "member", "moderator", "admin", "owner"],
  "person.ignore": ["guest", "member", "moderator", "admin", "owner"],
  "notify.set": ["guest", "member", "moderator", "admin", "owner"],
  "push.set": ["guest", "member", "moderator", "admin", "owner"],
  "session.end": ["guest", "member", "moderator", "admin", "owner"],
  "file.upload": ["guest", "member", "moderator", "admin", "owner"],
  "account.make": ["guest"],
  "account.change": ["member", "moderator", "admin", "owner"],
  "sessions.see": ["guest", "member", "moderator", "admin", "owner"],
  "device.link": ["guest", "member", "moderator", "admin", "owner"],
  "data.export": ["guest", "member", "moderator", "admin", "owner"],
  "data.delete": ["guest", "member", "moderator", "admin", "owner"],
  "token.make": ["member", "moderator", "admin", "owner"],
  "message.send_closed": ["moderator", "admin", "owner"],
  "message.recall_others": ["moderator", "admin", "owner"],
  "edits.see_others": ["moderator", "admin", "owner"],
  "room.rule": ["admin", "owner"],
  "room.delete": ["admin", "owner"],
  "members.see": ["guest", "member", "moderator", "admin", "owner"],
  "member.add": ["moderator", "admin", "owner"],
  "member.remove": ["moderator", "admin", "owner"],
  "member.rank": ["admin", "owner"],
  "invite.make": ["moderator", "admin", "owner"],
  "report.make": ["guest", "member", "moderator", "admin", "owner"],
  "reports.see": ["moderator", "admin", "owner"],
  "held.see": ["moderator", "admin", "owner"],
  "sanction": ["moderator", "admin", "owner"],
  "people.manage": ["moderator", "admin", "owner"],
  "people.rank": ["admin", "owner"],
  "house.see": ["admin", "owner"],
  "house.change": ["admin", "owner"],
  "house.give": ["owner"],
  "audit.see": ["admin", "owner"],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof PERMISSIONS;

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
