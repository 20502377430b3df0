import { stringsOf } from "./language";

/** What is done about a person or a message, by the name of the deed. */
export type DeedKind = "report" | "takeBack" | "mute" | "kick" | "ban" | "shadow" | "hold";

/** What is said where rooms are run and kept in order; fetched with those parts. Names come isolated. */
export interface OrderStrings {
  deeds: Record<
    DeedKind,
    {
      /** In a list of what can be done. */
      label: string;
      title: (name: string) => string;
      text: (name: string) => string;
      confirm: string;
      done: (name: string) => string;
    }
  >;
  kickPrivate: (name: string) => string;
  message: string;
  where: string;
  here: string;
  everywhere: string;
  howLong: string;
  forGood: string;
  reason: string;
  reasonHint: string;
  reasonNeeded: string;
  reasons: readonly string[];
  addresses: string;
  erase: string;
  undone: string;
  undoFailed: string;
  moderateTitle: (name: string) => string;

  /** What can be done with the open room. */
  menu: {
    notifyFor: string;
    notify: Record<"all" | "mentions" | "none", string>;
    searchHere: string;
    roomSettings: string;
    members: string;
    invites: string;
    leaveRoom: string;
    muteAll: string;
    slow: string;
    slowChoices: Record<"off" | "short" | "long", string>;
  };

  newRoom: string;
  roomTitle: string;
  roomTopic: string;
  topicHint: string;
  create: string;
  roomOf: (title: string) => string;
  parts: Record<"about" | "members" | "invites" | "end", string>;
  access: string;
  accesses: Record<"public" | "members" | "private", string>;
  accessHints: Record<"public" | "members" | "private", string>;
  privateStays: string;
  history: string;
  histories: Record<"all" | "joined", string>;
  closed: string;
  closedHint: string;
  slow: string;
  slowOff: string;
  slowHint: string;
  keep: string;
  keepHouse: string;
  keepForEver: string;
  keepHint: string;
  saved: string;
  archiveHint: string;
  deleteRoom: string;
  deleteHint: string;
  deleteTyped: (title: string) => string;
  deleteNow: string;

  memberCount: (n: number) => string;
  addMember: string;
  addHint: string;
  add: string;
  ranks: Record<"owner" | "moderator" | "member", string>;
  rankOf: (name: string) => string;
  remove: string;
  removeOf: (name: string) => string;
  reallyRemove: (name: string) => string;
  noMembers: string;
  you: string;
  leaveTitle: (title: string) => string;
  leaveText: string;
  leave: string;

  inviteAs: string;
  inviteUses: string;
  usesOf: (n: number) => string;
  anyNumber: string;
  inviteFor: string;
  makeInvite: string;
  inviteOnce: string;
  copy: string;
  copied: string;
  copyFailed: string;
  qr: string;
  used: (used: number, uses: number | null) => string;
  until: (when: string) => string;
  revoke: string;
  revokeOf: (what: string) => string;
  noInvites: string;
  inviteHint: string;

  queue: string;
  tabs: Record<"reports" | "held" | "sanctions" | "done", string>;
  loading: string;
  failed: string;
  nothing: string;
  nothingHint: string;
  noSanctions: string;
  reportedBy: (name: string, when: string) => string;
  saidBy: (name: string, room: string) => string;
  gone: string;
  show: string;
  act: string;
  dismiss: string;
  approve: string;
  reject: string;
  whys: Record<"words" | "link" | "newcomer" | "person", string>;
  keys: string;
  kinds: Record<"mute" | "ban" | "kick" | "shadow" | "hold", string>;
  sanctionBy: (name: string, when: string) => string;
  untilGood: string;
  undo: string;
  undoOf: (name: string) => string;
  network: string;
  elsewhere: string;
  settled: string;
  approved: string;
  noDecided: string;
  verdicts: Record<"acted" | "dismissed" | "rejected", string>;
  reopen: string;
  reopened: string;
  whyUndone: string;
  whyChanged: string;
}

const lazy = stringsOf<OrderStrings>({
  en: () => import("./en/order").then(({ orderEn }) => orderEn),
  "zh-CN": () => import("./zh-CN/order").then(({ orderZh }) => orderZh),
});
export const orderWords = lazy;
export const orderStrings = lazy.strings;
