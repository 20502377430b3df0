/** What stands around the talk: rooms, search, notices, settings. Names in arguments come isolated. */
export interface ShellStrings {
  search: string;
  filterWords: Record<"from" | "in" | "before" | "after" | "has" | "link" | "image" | "file", string>;
  mentions: string;
  mentionsUnread: (n: string) => string;

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
  pins: string;
  copyLink: string;
  copied: string;
  copyFailed: string;
  archive: string;
  unarchive: string;
  editTopic: string;
  addTopic: string;
  offline: string;

  status: string;
  yourStatus: string;

  turnOn: string;
  turnOff: string;

  /** The title of a notification. */
  calledBy: (name: string, room: string) => string;
  whisperedBy: (name: string) => string;

  partFailed: string;
}
