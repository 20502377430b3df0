import { plural } from "../plural";
import type { ShellStrings } from "../shell";
import { findEn } from "./find";

const many = plural("en");

export const shellEn: ShellStrings = {
  ...findEn,

  toMessages: "Go to the messages",
  toRooms: "Go to the rooms",

  administration: "Administration",
  conversations: "Conversations",
  archived: "Archived",
  newRoom: "New room",
  newTalk: "New conversation",
  noTalks: "None yet.",
  goTo: "Go to…",
  unread: (n) => `${n} unread`,
  calls: (n) => `${n} for you`,
  muted: "Muted",
  isArchived: "Archived",
  away: "Away",
  here: "Here now",
  unreadElsewhere: "There is something unread elsewhere.",
  people: (n) => many(n, { one: "1 person", other: `${n} people` }),

  roomMenu: "About this room",
  notifyFor: "Tell me of",
  notify: { all: "Every message", mentions: "Mentions", none: "Nothing" },
  searchHere: "Search in here",
  pins: "Pinned messages",
  copyLink: "Copy link",
  copied: "Copied",
  copyFailed: "It could not be copied.",
  archive: "Archive",
  unarchive: "Take out of the archive",
  roomTitle: "Title",
  roomTopic: "Topic",
  topicHint: "One line: what it is about",
  editTopic: "Change the topic",
  addTopic: "Add a topic",
  create: "Create",
  offline: "You are offline. Try again once you are back.",

  talkWith: "With whom?",
  talkHint: "Type a name",
  mostPeople: "A conversation has up to eight people.",
  startTalk: "Start",
  nobodyFound: "Nobody has a name like this.",
  dropPerson: (name) => `Without ${name}`,

  status: "Status",
  yourStatus: "Your status",
  awayHint: "I am away",
  statusText: "What you are up to",
  statusHint: "Shown beside your name",
  presets: ["🍵 Making tea", "📖 Reading", "🎧 Focusing", "🚇 On the way", "🌙 Good night"],
  clearStatus: "Clear",

  look: "Look",
  density: "Density",
  densities: { normal: "Roomy", dense: "Dense" },
  enter: "Enter",
  enters: { auto: "Automatic", send: "Sends", break: "New line" },
  enterHint:
    "Automatic: sends with a keyboard, breaks the line on a phone. Ctrl or ⌘ with Enter always sends.",
  notices: "Notices",
  sound: "Sound",
  sounds: { off: "Off", mentions: "For me", all: "Every message" },
  browser: "Notifications",
  browserHint: "Of mentions, whispers and conversations, while this page is out of sight.",
  turnOn: "Turn on",
  turnOff: "Turn off",
  noticesOn: "They are on.",
  noticesDenied: "The browser forbids them for this page. Its address bar has the switch.",
  noticesNone: "This browser has none.",
  noticesInsecure: "Browsers allow them over https only.",
  ignored: "Ignored people",
  nobodyIgnored: "Nobody.",
  unignore: (name) => `Stop ignoring ${name}`,
  unignoreShort: "Stop ignoring",

  shortcuts: "Keyboard shortcuts",
  shortcutsHint: "? opens this list wherever you are not writing.",
  everywhere: "Everywhere",
  writing: "Writing",

  calledBy: (name, room) => `${name} in ${room}`,
  whisperedBy: (name) => `${name} whispers`,

  partFailed: "This part of the page could not be loaded.",
};
