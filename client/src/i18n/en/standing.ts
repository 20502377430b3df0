import { plural } from "../plural";
import type { StandingStrings } from "../standing";

const many = plural("en");
const counted = (n: number, one: string): string => many(n, { one: `1 ${one}`, other: `${n} ${one}s` });

export const standingEn: StandingStrings = {
  roles: { owner: "Owner", admin: "Admin", moderator: "Moderator" },
  privateRoom: "Private",
  membersRoom: "Accounts only",
  announcement: "Announcements",

  spans: {
    second: (n) => counted(n, "second"),
    minute: (n) => counted(n, "minute"),
    hour: (n) => counted(n, "hour"),
    day: (n) => counted(n, "day"),
  },
  came: (name) => `${name} joined`,
  added: (by, name) => `${by} added ${name}`,
  left: (name) => `${name} left the room`,
  removed: (by, name) => `${by} removed ${name}`,
  ranked: {
    owner: (by, name) => `${by} made ${name} an owner`,
    moderator: (by, name) => `${by} made ${name} a moderator`,
    member: (_, name) => `${name} is an ordinary member now`,
  },
  archived: (by, on) => `${by} ${on ? "archived the room" : "took the room out of the archive"}`,
  closed: (by, on) => `${by} ${on ? "muted everybody" : "let everybody speak again"}`,
  opened: (by, access) =>
    `${by} ${access === "public" ? "opened the room to everybody" : "opened the room to accounts only"}`,
  slowed: (by, span) => `${by} turned slow mode on: ${span} between two messages`,
  slowedNot: (by) => `${by} turned slow mode off`,
  kept: (by, span) => `${by} set messages to be kept for ${span}`,
  keptForEver: (by) => `${by} set messages to be kept for ever`,
  keptAsHouse: (by) => `${by} set messages to be kept as long as everywhere here`,
  keptHere: (span) => `Messages are kept here for ${span}, then erased for good.`,

  mutedFor: (left) => `You are muted here. Time left: ${left}.`,
  mutedUntil: (until) => `You are muted here until ${until}.`,
  muted: "You are muted here.",
  reason: (reason) => `Reason: ${reason}`,
  textKept: "What you were writing is kept.",
  slowMode: (span) => `Slow mode: ${span} between two messages.`,
  slowWait: (seconds) => many(seconds, { one: "Send in 1 second", other: `Send in ${seconds} seconds` }),

  bannedTitle: "You cannot be here",
  bannedUntil: (until) => `You may come back ${until}.`,
  banned: "You were banned from this place.",
  bannedHint: "Whoever runs the place can lift this.",
  comeBack: "Try to come back",
  gone: (title) => `You are not in ${title} any more.`,
  invite: "Invite people",
  leadsNowhere: "That link leads to something that is not here, or not for you to see.",
  nowhereTitle: "No room is open to you",
  nowhereText: "As soon as there is one, it shows up here.",

  report: "Report…",
  takeBack: "Take back…",
  moderate: (name) => `Moderate ${name}…`,
  queue: "Review queue",
  queueCount: (n) => many(n, { one: "1 item to review", other: `${n} items to review` }),
  undo: "Undo",
  undone: "Undone.",
};
