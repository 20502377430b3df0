import { plural } from "./plural";
import { spaced } from "./spaced";

/** What stands in the log, and what can be done there. Names in arguments come isolated. */
export interface TalkStrings {
  reply: string;
  react: string;
  reactWith: (emoji: string) => string;
  moreReactions: string;
  more: string;
  actionsOf: (name: string) => string;
  edit: string;
  recall: string;
  pin: string;
  unpin: string;
  copyText: string;
  copyLink: string;
  markUnread: string;
  ignore: (name: string) => string;
  unignore: (name: string) => string;
  whisperTo: (name: string) => string;
  showVersions: string;
  copied: string;
  copyFailed: string;
  markedUnread: string;
  offline: string;

  /** Before a message, for those who hear it: who and when. */
  heard: (name: string, time: string) => string;
  /** A new message, told aloud; `action` is what somebody does. */
  said: (name: string, text: string) => string;
  acted: (name: string, text: string) => string;
  whispered: (name: string, text: string) => string;
  moreSaid: (n: number) => string;

  edited: string;
  editedAt: (time: string) => string;
  versions: string;
  versionNow: string;
  versionErased: string;
  versionsFailed: string;
  recalled: (name: string) => string;
  recalledByYou: string;
  recalledBy: (name: string, by: string) => string;
  recallTitle: string;
  recallText: string;

  /** Before the name and the words of what is answered. */
  quoted: string;
  toQuoted: string;
  quoteLoading: string;
  quoteGone: string;
  picture: string;
  video: string;
  sound: string;
  file: string;
  poll: string;

  others: (names: string, n: number) => string;
  yourself: string;

  pins: (n: number) => string;
  pinned: string;
  toPinned: string;
  allPins: string;
  noPins: string;

  votes: (n: number) => string;
  /** After an answer, for those who hear it. */
  share: (n: number, percent: number) => string;
  takeVoteBack: string;
  showVoters: string;
  hideVoters: string;
  nobodyVoted: string;
  closePoll: string;
  pollClosed: string;

  openPicture: (name: string) => string;
  pictures: (n: number, all: number) => string;
  previous: string;
  next: string;
  zoomIn: string;
  zoomOut: string;
  download: string;
  pictureFailed: string;
  openLink: (site: string) => string;

  ignored: (n: number) => string;
  show: string;
  hide: string;
  ignoredHint: string;

  toFirstUnread: (n: number) => string;
  toFirstUnreadUnknown: string;

  card: (name: string) => string;
  away: string;
  here: string;
  notHere: string;
  direct: string;
  itsYou: string;
  loadFailed: string;
}

const many = plural("en");

export const talkEn: TalkStrings = {
  reply: "Reply",
  react: "Add a reaction",
  reactWith: (emoji) => `React with ${emoji}`,
  moreReactions: "More emoji",
  more: "More",
  actionsOf: (name) => `What to do with the message of ${name}`,
  edit: "Edit",
  recall: "Take back",
  pin: "Pin",
  unpin: "Unpin",
  copyText: "Copy text",
  copyLink: "Copy link",
  markUnread: "Mark as unread from here",
  ignore: (name) => `Ignore ${name}`,
  unignore: (name) => `Stop ignoring ${name}`,
  whisperTo: (name) => `Whisper to ${name}`,
  showVersions: "Earlier versions",
  copied: "Copied",
  copyFailed: "It could not be copied.",
  markedUnread: "Unread from here on",
  offline: "You are offline. Try again once you are back.",

  heard: (name, time) => `${name}, ${time}: `,
  said: (name, text) => `${name}: ${text}`,
  acted: (name, text) => `${name} ${text}`,
  whispered: (name, text) => `${name} whispers: ${text}`,
  moreSaid: (n) => many(n, { one: "1 more new message", other: `${n} more new messages` }),

  edited: "edited",
  editedAt: (time) => `Edited ${time}`,
  versions: "Earlier versions",
  versionNow: "Now",
  versionErased: "Erased",
  versionsFailed: "The earlier versions could not be loaded.",
  recalled: (name) => `${name} took a message back`,
  recalledByYou: "You took a message back",
  recalledBy: (name, by) => `${by} took back a message of ${name}`,
  recallTitle: "Take this message back?",
  recallText: "Its text and files are erased for everyone, for good. That a message was here stays visible.",

  quoted: "In reply to",
  toQuoted: "Go to this message",
  quoteLoading: "Loading what this replies to",
  quoteGone: "The message this replies to is gone",
  picture: "[Picture]",
  video: "[Video]",
  sound: "[Sound]",
  file: "[File]",
  poll: "[Poll]",

  others: (names, n) => many(n, { one: `${names} and 1 other`, other: `${names} and ${n} others` }),
  yourself: "you",

  pins: (n) => many(n, { one: "1 pinned message", other: `${n} pinned messages` }),
  pinned: "Pinned",
  toPinned: "Go to this pinned message",
  allPins: "All pinned messages",
  noPins: "Nothing is pinned here.",

  votes: (n) => many(n, { one: "1 vote", other: `${n} votes` }),
  share: (n, percent) => `${many(n, { one: "1 vote", other: `${n} votes` })}, ${percent} %`,
  takeVoteBack: "Take my vote back",
  showVoters: "Who voted",
  hideVoters: "Hide who voted",
  nobodyVoted: "nobody",
  closePoll: "Close the poll",
  pollClosed: "Closed",

  openPicture: (name) => `Picture ${name}. Press to enlarge.`,
  pictures: (n, all) => `Picture ${n} of ${all}`,
  previous: "Previous",
  next: "Next",
  zoomIn: "Enlarge",
  zoomOut: "Fit to the window",
  download: "Download",
  pictureFailed: "This picture could not be loaded.",
  openLink: (site) => `Opens ${site} in a new tab`,

  ignored: (n) => many(n, { one: "1 ignored message", other: `${n} ignored messages` }),
  show: "Show",
  hide: "Hide",
  ignoredHint: "You ignore this person.",

  toFirstUnread: (n) =>
    many(n, { one: "1 unread message, from the first", other: `${n} unread messages, from the first` }),
  toFirstUnreadUnknown: "To the first unread message",

  card: (name) => `About ${name}`,
  away: "Away",
  here: "Here now",
  notHere: "Not here now",
  direct: "Conversation",
  itsYou: "This is you",
  loadFailed: "This part of the page could not be loaded.",
};

const first = (text: string): string => spaced(text).trimStart();

export const talkZh: TalkStrings = {
  reply: "回复",
  react: "添加表情回应",
  reactWith: (emoji) => `用 ${emoji} 回应`,
  moreReactions: "更多表情",
  more: "更多",
  actionsOf: (name) => `对${spaced(name)}这条消息的操作`,
  edit: "编辑",
  recall: "撤回",
  pin: "置顶",
  unpin: "取消置顶",
  copyText: "复制文字",
  copyLink: "复制链接",
  markUnread: "从这里起标为未读",
  ignore: (name) => `忽略${spaced(name)}`.trimEnd(),
  unignore: (name) => `不再忽略${spaced(name)}`.trimEnd(),
  whisperTo: (name) => `对${spaced(name)}说悄悄话`,
  showVersions: "查看修改记录",
  copied: "已复制",
  copyFailed: "没能复制。",
  markedUnread: "从这里起算未读",
  offline: "你已离线，联网后再试。",

  heard: (name, time) => `${name}，${time}：`,
  said: (name, text) => `${name}：${text}`,
  acted: (name, text) => `${first(name)}${text}`,
  whispered: (name, text) => `${first(name)}悄悄说：${text}`,
  moreSaid: (n) => `还有 ${n} 条新消息`,

  edited: "已编辑",
  editedAt: (time) => `编辑于 ${time}`,
  versions: "修改记录",
  versionNow: "现在",
  versionErased: "已抹去",
  versionsFailed: "以前的内容没能加载出来。",
  recalled: (name) => `${first(name)}撤回了一条消息`,
  recalledByYou: "你撤回了一条消息",
  recalledBy: (name, by) => `${first(by)}撤回了${spaced(name)}的一条消息`,
  recallTitle: "要撤回这条消息吗？",
  recallText: "文字和文件会从所有人那里彻底抹去，不能恢复。别人仍能看到这里撤回过一条消息。",

  quoted: "回复",
  toQuoted: "跳到原话",
  quoteLoading: "正在加载被回复的消息",
  quoteGone: "被回复的消息已经不在了",
  picture: "［图片］",
  video: "［视频］",
  sound: "［音频］",
  file: "［文件］",
  poll: "［投票］",

  others: (names, n) => `${names} 等 ${n} 人`,
  yourself: "你",

  pins: (n) => `${n} 条置顶消息`,
  pinned: "置顶",
  toPinned: "跳到这条置顶消息",
  allPins: "全部置顶消息",
  noPins: "这里没有置顶的消息。",

  votes: (n) => `${n} 票`,
  share: (n, percent) => `${n} 票，占百分之 ${percent}`,
  takeVoteBack: "收回我的票",
  showVoters: "看谁投了",
  hideVoters: "收起名单",
  nobodyVoted: "还没有人",
  closePoll: "结束投票",
  pollClosed: "已结束",

  openPicture: (name) => `图片 ${name}，点一下放大`,
  pictures: (n, all) => `第 ${n} 张，共 ${all} 张`,
  previous: "上一张",
  next: "下一张",
  zoomIn: "放大",
  zoomOut: "适合窗口",
  download: "下载",
  pictureFailed: "这张图片没能加载出来。",
  openLink: (site) => `在新标签页打开${spaced(site)}`.trimEnd(),

  ignored: (n) => (n === 1 ? "一条被忽略的消息" : `${n} 条被忽略的消息`),
  show: "显示",
  hide: "收起",
  ignoredHint: "你忽略了这个人。",

  toFirstUnread: (n) => `${n} 条未读，从第一条看起`,
  toFirstUnreadUnknown: "跳到第一条未读",

  card: (name) => `关于${spaced(name)}`.trimEnd(),
  away: "暂时离开",
  here: "现在在线",
  notHere: "现在不在",
  direct: "私聊",
  itsYou: "这是你",
  loadFailed: "页面的这一部分没能加载出来。",
};
