/** Messages as the screen sees them: of the log, one's own on their way, and what goes with them. */
import type { ErrorCode, File, Folded, MessageCreated, Person } from "../wire.gen";

/** A message as it is now: what later events made of it is folded in. `asOf` is the last seq that it knows of. */
export interface Message extends Omit<MessageCreated, "folded"> {
  asOf: number;
  folded: Folded;
}

/** A message that an answer or a pin speaks of: not known yet, not there (any more), or itself. */
export type Referred = { kind: "loading" } | { kind: "gone" } | { kind: "message"; message: Message };

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
