import type { ErrorCode } from "../wire.gen";
import type { ShellStrings } from "./shell";
import type { StandingStrings } from "./standing";
import type { TalkStrings } from "./talk";
import type { WriteStrings } from "./write";

/**
 * Every string of the client, in one shape that each language fills in: a missing one does not compile.
 *
 * Arguments called `name` come isolated (see `isolate`), so that a name of another direction stays whole.
 * Lists of names come joined by the language's own rules.
 */
export interface Strings {
  /** For `lang` attributes and `Intl`. */
  locale: string;
  /** Between the names of a list that goes on with "and others", and before the last one of a whole list. */
  comma: string;
  and: string;
  lobby: string;
  lobbyTopic: string;

  skip: string;
  rooms: string;
  openRooms: string;
  close: string;
  settings: string;

  online: string;
  onlineCount: (n: number) => string;
  openPeople: (n: number) => string;
  you: string;
  manyPeople: (n: number) => string;
  alone: string;
  filterPeople: string;
  peopleFound: (n: number) => string;
  /** After a name, for those who hear the page: what a press does. */
  whisperHint: string;

  messages: string;
  loading: string;
  today: string;
  yesterday: string;
  newSince: string;
  beginning: string;
  olderLoading: string;
  olderFailed: string;
  newerFailed: string;
  emptyTitle: string;
  emptyText: string;
  failedTitle: string;
  failedText: string;
  again: string;
  newMessages: (n: number) => string;
  toNewest: string;
  /** Whether `joinedMany` and `leftMany` are given the number of all, not of the others. */
  countsAll: boolean;
  joined: (names: string) => string;
  joinedMany: (names: string, n: number) => string;
  left: (names: string) => string;
  leftMany: (names: string, n: number) => string;
  renamed: (from: string, to: string) => string;
  typing: (names: string, n: number) => string;
  typingMany: string;

  whisperFrom: string;
  whisperOnly: (name: string) => string;
  erased: string;
  waiting: string;
  /** Online, but an earlier message has to go first. */
  behind: string;
  pending: string;
  held: (seconds: number) => string;
  heldNow: string;
  /** For a trouble of the server, which is tried again in so many seconds, 0 for now. */
  heldFor: (reason: string, seconds: number) => string;
  failed: (reason: string) => string;
  retry: string;
  takeBack: string;

  compose: (room: string) => string;
  /** In a conversation of a few. */
  composeTo: (names: string) => string;
  composeWhisper: (name: string) => string;
  message: string;
  send: string;
  whisper: string;
  mention: string;
  /** After "Whisper" or "Mention" and the name. */
  modeWhisper: string;
  modeMention: string;
  dropAddressee: (name: string) => string;
  pickPerson: string;
  found: (n: number) => string;
  tooLong: (size: string) => string;
  sizeOf: (size: string, limit: string) => string;
  nobody: (name: string) => string;
  several: (name: string) => string;
  sendToAll: string;
  yourName: string;
  visitorHint: (name: string) => string;
  /** After one's own name. */
  changeName: string;
  anotherName: string;
  save: string;
  cancel: string;
  renameOffline: string;

  connecting: string;
  offline: string;
  restarting: string;
  retryNow: string;
  retryIn: (seconds: number) => string;
  flooded: string;
  reload: string;
  ended: Record<"banned" | "not_signed_in" | "other_version" | "other", string>;

  /** Where one's name is changed: the way to an account, and to the one that one has. */
  keepName: string;
  signIn: string;
  /** In place of the composer, where guests may not speak. */
  needsAccount: string;
  /** The way out for who has an account, and can come back. */
  signOut: string;
  /** The way out, where one's name is changed. */
  leaveName: string;
  signedOut: (name: string) => string;
  dropped: (n: number) => string;
  /** Between two sentences. */
  sentence: string;
  reloaded: string;
  /** While a newcomer's browser works on what it was asked for. */
  oneMoment: string;
  errors: Record<ErrorCode, string>;

  title: (room: string, place: string) => string;

  standing: StandingStrings;
  talk: TalkStrings;
  write: WriteStrings;
  shell: ShellStrings;

  /** What messages are made of. */
  text: {
    spoiler: string;
    code: string;
    codeIn: (language: string) => string;
    copy: string;
    copied: string;
    copyFailed: string;
    allLines: (n: number) => string;
    fewerLines: string;
  };

  emoji: {
    title: string;
    search: string;
    groups: Record<EmojiGroup, string>;
    tone: string;
    /** From none, and light, to dark. */
    tones: Record<0 | 1 | 2 | 3 | 4 | 5, string>;
    found: (n: number) => string;
    none: string;
    noneYet: string;
    loading: string;
    failed: string;
  };
}

/** The groups of emoji in the order of Unicode, after those used of late. */
export type EmojiGroup =
  | "recent"
  | "faces"
  | "people"
  | "nature"
  | "food"
  | "travel"
  | "activities"
  | "objects"
  | "symbols"
  | "flags";
