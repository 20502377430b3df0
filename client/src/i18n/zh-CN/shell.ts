import type { ShellStrings } from "../shell";
import { spaced } from "../spaced";

const first = (text: string): string => spaced(text).trimStart();

export const shellZh: ShellStrings = {
  search: "搜索",
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
  mentions: "与你有关",
  mentionsUnread: (n) => `${n} 条未读`,

  toMessages: "跳到消息",
  toRooms: "跳到房间列表",

  administration: "管理",
  conversations: "私聊",
  archived: "已归档",
  newRoom: "新建房间",
  newTalk: "发起私聊",
  noTalks: "还没有私聊。",
  goTo: "前往…",
  unread: (n) => `${n} 条未读`,
  calls: (n) => `${n} 条与你有关`,
  muted: "已静音",
  isArchived: "已归档",
  away: "暂时离开",
  here: "在线",
  unreadElsewhere: "别处有未读消息。",
  people: (n) => `${n} 人`,

  roomMenu: "关于这个房间",
  pins: "置顶消息",
  copyLink: "复制链接",
  copied: "已复制",
  copyFailed: "没能复制。",
  archive: "归档",
  unarchive: "取消归档",
  editTopic: "修改话题",
  addTopic: "添加话题",
  offline: "你已离线，联网后再试。",

  status: "设置状态",
  yourStatus: "你的状态",

  turnOn: "开启",
  turnOff: "关闭",

  calledBy: (name, room) => `${first(name)}在${spaced(room)}`.trimEnd(),
  whisperedBy: (name) => `${first(name)}的悄悄话`,

  partFailed: "页面的这一部分没能加载出来。",
};
