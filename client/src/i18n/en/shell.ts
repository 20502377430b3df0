import { plural } from "../plural";
import type { ShellStrings } from "../shell";

const many = plural("en");

export const shellEn: ShellStrings = {
  search: "Search",
  filterWords: {
    from: "from:",
    in: "in:",
    before: "before:",
    after: "after:",
    has: "has:",
    link: "link",
    image: "image",
    file: "file",
  },
  mentions: "For you",
  mentionsUnread: (n) => `${n} unread`,

  toMessages: "Go to the messages",
  toRooms: "Go to the rooms",

  administration: "Administration",
  conversations: "Conversations",
  archived: "Archived",
  newRoom: "New room",
  newTalk: "New conversation",
  noTalks: "No conversations yet.",
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
  pins: "Pinned messages",
  copyLink: "Copy link",
  copied: "Copied",
  copyFailed: "It could not be copied.",
  archive: "Archive",
  unarchive: "Unarchive",
  editTopic: "Change the topic",
  addTopic: "Add a topic",
  offline: "You are offline. Try again once you are back.",

  status: "Set a status",
  yourStatus: "Your status",

  turnOn: "Turn on",
  turnOff: "Turn off",

  calledBy: (name, room) => `${name} in ${room}`,
  whisperedBy: (name) => `${name} whispers`,

  partFailed: "This part of the page could not be loaded.",
};
