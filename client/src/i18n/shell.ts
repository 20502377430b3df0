import { type FindStrings, findEn, findZh } from "./find";
import { plural } from "./plural";
import { spaced } from "./spaced";

/** What stands around the talk: rooms, search, notices, settings. Names in arguments come isolated. */
export interface ShellStrings extends FindStrings {
  toMessages: string;
  toRooms: string;

  conversations: string;
  archived: string;
  newRoom: string;
  newTalk: string;
  noTalks: string;
  goTo: string;
  unread: (n: string) => string;
  calls: (n: string) => string;
  muted: string;
  readOnly: string;
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
  editRoom: string;
  makeReadOnly: string;
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

const many = plural("en");

export const shellEn: ShellStrings = {
  ...findEn,

  toMessages: "Go to the messages",
  toRooms: "Go to the rooms",

  conversations: "Conversations",
  archived: "Archived",
  newRoom: "New room",
  newTalk: "New conversation",
  noTalks: "None yet.",
  goTo: "Go to…",
  unread: (n) => `${n} unread`,
  calls: (n) => `${n} for you`,
  muted: "Muted",
  readOnly: "Read-only",
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
  editRoom: "Title and topic…",
  makeReadOnly: "Only I may write",
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

const first = (text: string): string => spaced(text).trimStart();

export const shellZh: ShellStrings = {
  ...findZh,

  toMessages: "跳到消息",
  toRooms: "跳到房间列表",

  conversations: "私聊",
  archived: "已归档",
  newRoom: "新建房间",
  newTalk: "发起私聊",
  noTalks: "还没有。",
  goTo: "前往…",
  unread: (n) => `${n} 条未读`,
  calls: (n) => `${n} 条找你的`,
  muted: "已静音",
  readOnly: "只读",
  isArchived: "已归档",
  away: "暂时离开",
  here: "现在在线",
  unreadElsewhere: "别处有未读消息。",
  people: (n) => `${n} 人`,

  roomMenu: "关于这个房间",
  notifyFor: "提醒我",
  notify: { all: "所有消息", mentions: "提到我的", none: "不提醒" },
  searchHere: "在这里搜索",
  pins: "置顶消息",
  copyLink: "复制链接",
  copied: "已复制",
  copyFailed: "没能复制。",
  editRoom: "名称和话题…",
  makeReadOnly: "只有我能发言",
  archive: "归档",
  unarchive: "移出归档",
  roomTitle: "名称",
  roomTopic: "话题",
  topicHint: "一句话说说这里聊什么",
  editTopic: "修改话题",
  addTopic: "添加话题",
  create: "创建",
  offline: "你已离线，联网后再试。",

  talkWith: "和谁聊？",
  talkHint: "输入名字或拼音首字母",
  mostPeople: "私聊最多八个人。",
  startTalk: "开始",
  nobodyFound: "没有人叫这样的名字。",
  dropPerson: (name) => `去掉${spaced(name)}`.trimEnd(),

  status: "状态",
  yourStatus: "你的状态",
  awayHint: "我暂时离开",
  statusText: "在做什么",
  statusHint: "显示在你的名字旁边",
  presets: ["🍵 泡茶去了", "📖 看书", "🎧 专心做事", "🚇 在路上", "🌙 晚安"],
  clearStatus: "清除",

  look: "外观",
  density: "疏密",
  densities: { normal: "宽松", dense: "紧凑" },
  enter: "回车键",
  enters: { auto: "自动", send: "发送", break: "换行" },
  enterHint: "自动：有键盘时发送，手机上换行。按住控制键或命令键再按回车，总是发送。",
  notices: "提醒",
  sound: "声音",
  sounds: { off: "关", mentions: "找我时", all: "每条消息" },
  browser: "通知",
  browserHint: "看不见这个页面时，有人提到你、说悄悄话或私聊，浏览器会通知。",
  turnOn: "开启",
  turnOff: "关闭",
  noticesOn: "已开启。",
  noticesDenied: "浏览器不许这个页面发通知，可以在地址栏里改。",
  noticesNone: "这个浏览器没有通知功能。",
  noticesInsecure: "只有加密连接的网页才能发通知。",
  ignored: "被忽略的人",
  nobodyIgnored: "没有。",
  unignore: (name) => `不再忽略${spaced(name)}`.trimEnd(),
  unignoreShort: "不再忽略",

  shortcuts: "键盘快捷键",
  shortcutsHint: "不在写字时，按问号打开这张表。",
  everywhere: "任何地方",
  writing: "写消息",

  calledBy: (name, room) => `${first(name)}在${spaced(room)}`.trimEnd(),
  whisperedBy: (name) => `${first(name)}的悄悄话`,

  partFailed: "页面的这一部分没能加载出来。",
};
