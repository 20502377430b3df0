import type { FindStrings } from "../find";
import { plural } from "../plural";

const many = plural("en");

export const findEn: FindStrings = {
  switcher: "Go to a room, a person or a message",
  switcherHint: "A name, or words of a message",
  sections: { rooms: "Rooms", people: "People", messages: "Messages" },
  searchFor: (words) => `Search all messages for ${words}`,
  nowhereElse: "This is the only room so far. A name finds people, a word finds messages.",
  nothingFound: "Nothing found.",

  searchField: "Search messages",
  clear: "Clear",
  searchIntro: "One or two characters are enough. Filters narrow the search:",
  examples: [
    ["tea from:Theo", "what Theo said"],
    ["in:lobby has:image", "pictures in a room"],
    ["after:2026-01-31", "since that day"],
    ['"white tea"', "exactly these words"],
  ],
  filters: {
    from: "From…",
    in: "This room",
    before: "Before…",
    after: "After…",
    link: "Links",
    image: "Pictures",
    file: "Files",
  },
  addFilter: "Narrow the search",
  dropFilter: (filter) => `Without ${filter}`,
  found: (n) => many(n, { one: "1 message", other: `${n} messages` }),
  foundMany: (n) => `${n} messages`,
  searching: "Searching",
  noHits: "Nothing found",
  noHitsHint: "Try fewer words, or remove a filter.",
  searchFailed: "The search did not work.",
  searchOffline: "You are offline. It goes on once you are back.",
  moreFailed: "The next results could not be loaded.",
  hit: (room, name, time) => `${room}, ${name}, ${time}`,

  noMentions: "Nothing for you yet",
  noMentionsHint: "Mentions of you, replies to you and whispers are kept here.",
  allRead: "Mark all as read",
  markUnread: "Mark as unread",
  markRead: "Mark as read",
  unreadNow: "Unread",
};
