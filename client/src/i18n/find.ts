import { plural } from "./plural";
import { spaced } from "./spaced";

/** What is said where one looks for rooms, people and messages. Names in arguments come isolated. */
export interface FindStrings {
  switcher: string;
  switcherHint: string;
  sections: Record<"rooms" | "people" | "messages", string>;
  searchFor: (words: string) => string;
  nothingFound: string;

  search: string;
  searchField: string;
  clear: string;
  searchIntro: string;
  examples: readonly (readonly [query: string, what: string])[];
  filters: Record<"from" | "in" | "before" | "after" | "link" | "image" | "file", string>;
  filterWords: Record<"from" | "in" | "before" | "after" | "has" | "link" | "image" | "file", string>;
  addFilter: string;
  dropFilter: (filter: string) => string;
  found: (n: number) => string;
  foundMany: (n: string) => string;
  searching: string;
  noHits: string;
  noHitsHint: string;
  searchFailed: string;
  searchOffline: string;
  moreFailed: string;
  hit: (room: string, name: string, time: string) => string;

  mentions: string;
  mentionsUnread: (n: string) => string;
  noMentions: string;
  noMentionsHint: string;
  allRead: string;
  markUnread: string;
  markRead: string;
  unreadNow: string;
}

const many = plural("en");

export const findEn: FindStrings = {
  switcher: "Go to a room, a person or a message",
  switcherHint: "A name, or words of a message",
  sections: { rooms: "Rooms", people: "People", messages: "Messages" },
  searchFor: (words) => `Search all messages for ${words}`,
  nothingFound: "Nothing found.",

  search: "Search",
  searchField: "Search messages",
  clear: "Clear",
  searchIntro: "One or two characters are enough. Words can be narrowed:",
  examples: [
    ["tea from:Theo", "what Theo said"],
    ["in:lobby has:image", "pictures of a room"],
    ["after:2026-01-31", "since a day"],
    ['"white tea"', "exactly this"],
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
  addFilter: "Narrow the search",
  dropFilter: (filter) => `Without ${filter}`,
  found: (n) => many(n, { one: "1 message", other: `${n} messages` }),
  foundMany: (n) => `${n} messages`,
  searching: "Searching",
  noHits: "Nothing found",
  noHitsHint: "Try fewer words, or take a filter away.",
  searchFailed: "The search did not work.",
  searchOffline: "You are offline. It goes on once you are back.",
  moreFailed: "The next results could not be loaded.",
  hit: (room, name, time) => `${room}, ${name}, ${time}`,

  mentions: "For you",
  mentionsUnread: (n) => `${n} unread`,
  noMentions: "Nothing for you yet",
  noMentionsHint: "Mentions of you, replies to you and whispers are kept here.",
  allRead: "Mark all as read",
  markUnread: "Mark as unread",
  markRead: "Mark as read",
  unreadNow: "Unread",
};

export const findZh: FindStrings = {
  switcher: "前往房间、人或消息",
  switcherHint: "名字、拼音首字母，或消息里的词",
  sections: { rooms: "房间", people: "人", messages: "消息" },
  searchFor: (words) => `在所有消息里搜索${spaced(words)}`.trimEnd(),
  nothingFound: "什么也没找到。",

  search: "搜索",
  searchField: "搜索消息",
  clear: "清空",
  searchIntro: "一两个字就能搜，也可以加上条件：",
  examples: [
    ["喝茶 来自：小明", "小明说的"],
    ["在：大堂 含：图片", "一个房间里的图片"],
    ["之后：2026-01-31", "某天以来的"],
    ["“云南古树”", "一字不差"],
  ],
  filters: {
    from: "来自…",
    in: "本房间",
    before: "之前…",
    after: "之后…",
    link: "有链接",
    image: "有图片",
    file: "有文件",
  },
  filterWords: {
    from: "来自：",
    in: "在：",
    before: "之前：",
    after: "之后：",
    has: "含：",
    link: "链接",
    image: "图片",
    file: "文件",
  },
  addFilter: "缩小范围",
  dropFilter: (filter) => `去掉 ${filter}`,
  found: (n) => `${n} 条消息`,
  foundMany: (n) => `${n} 条消息`,
  searching: "正在搜索",
  noHits: "没有找到",
  noHitsHint: "换个说法，或去掉一个条件试试。",
  searchFailed: "没能完成搜索。",
  searchOffline: "你已离线，联网后会接着搜。",
  moreFailed: "后面的结果没能加载出来。",
  hit: (room, name, time) => `${room}，${name}，${time}`,

  mentions: "找你的",
  mentionsUnread: (n) => `${n} 条未读`,
  noMentions: "还没有人找你",
  noMentionsHint: "提到你的、回复你的和悄悄话，都会留在这里。",
  allRead: "全部标为已读",
  markUnread: "标为未读",
  markRead: "标为已读",
  unreadNow: "未读",
};
