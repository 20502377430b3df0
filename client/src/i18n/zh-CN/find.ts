import type { FindStrings } from "../find";
import { spaced } from "../spaced";

export const findZh: FindStrings = {
  switcher: "前往房间、找人或找消息",
  switcherHint: "名字、拼音首字母，或消息里的词",
  sections: { rooms: "房间", people: "人", messages: "消息" },
  searchFor: (words) => `在所有消息里搜索${spaced(words)}`.trimEnd(),
  nowhereElse: "目前只有这一个房间。输入名字可以找人，输入词语可以找消息。",
  nothingFound: "什么也没找到。",

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

  noMentions: "还没有与你有关的消息",
  noMentionsHint: "提到你、回复你的消息和悄悄话，都会留在这里。",
  allRead: "全部标为已读",
  markUnread: "标为未读",
  markRead: "标为已读",
  unreadNow: "未读",
};
