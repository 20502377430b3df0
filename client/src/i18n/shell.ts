import type { FindStrings } from "./find";

/** What stands around the talk: rooms, search, notices, settings. Names in arguments come isolated. */
export interface ShellStrings extends FindStrings {
  toMessages: string;
  toRooms: string;

  administration: string;
  conversations: string;
  archived: string;
  newRoom: string;
  newTalk: string;
  noTalks: string;
  goTo: string;
  unread: (n: string) => string;
  calls: (n: string) => string;
  muted: string;
  isArchived: string;
  away: string;
  here: string;
  unreadElsewhere: string;
  people: (n: number) => string;

  roomMenu: string;
  notifyFor: string;
  notify: Record<"all" | "mentions" | "none", string>;
  searchHere: string;
  pins: string;
  copyLink: string;
  copied: string;
  copyFailed: string;
  archive: string;
  unarchive: string;
  roomTitle: string;
  roomTopic: string;
  topicHint: string;
  editTopic: string;
  addTopic: string;
  create: string;
  offline: string;

  talkWith: string;
  talkHint: string;
  mostPeople: string;
  startTalk: string;
  nobodyFound: string;
  dropPerson: (name: string) => string;

  status: string;
  yourStatus: string;
  awayHint: string;
  statusText: string;
  statusHint: string;
  presets: readonly string[];
  clearStatus: string;

  look: string;
  density: string;
  densities: Record<"normal" | "dense", string>;
  enter: string;
  enters: Record<"auto" | "send" | "break", string>;
  enterHint: string;
  notices: string;
  sound: string;
  sounds: Record<"off" | "mentions" | "all", string>;
  browser: string;
  browserHint: string;
  turnOn: string;
  turnOff: string;
  noticesOn: string;
  noticesDenied: string;
  noticesNone: string;
  noticesInsecure: string;
  ignored: string;
  nobodyIgnored: string;
  unignore: (name: string) => string;
  unignoreShort: string;

  shortcuts: string;
  shortcutsHint: string;
  everywhere: string;
  writing: string;

  /** The title of a notification. */
  calledBy: (name: string, room: string) => string;
  whisperedBy: (name: string) => string;

  partFailed: string;
}
