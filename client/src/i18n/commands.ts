import type { CommandName } from "../ui/write/commands";

/** What each command takes after its name, [in brackets] where it may be left out, and what it does. */
export type CommandStrings = Record<CommandName, { takes: string; help: string }>;

export const commandsEn: CommandStrings = {
  me: { takes: "does something", help: "Say what you do" },
  w: { takes: "name text", help: "Whisper to one person" },
  dm: { takes: "name …", help: "Open a conversation of two or more" },
  nick: { takes: "new name", help: "Change your name" },
  away: { takes: "[text]", help: "Show that you are away" },
  back: { takes: "", help: "Show that you are here again" },
  status: { takes: "[text]", help: "Set a word beside your name" },
  topic: { takes: "text", help: "Change the topic of this room" },
  poll: { takes: "[question | option | …]", help: "Start a poll" },
  join: { takes: "room", help: "Go to another room" },
  ignore: { takes: "name", help: "Stop reading a person" },
  unignore: { takes: "name", help: "Read a person again" },
  color: { takes: "colour or off", help: "Choose the colour of your messages" },
  shrug: { takes: "[text]", help: "Append ¯\\_(ツ)_/¯" },
  help: { takes: "", help: "Show commands and keys" },
};

export const commandsZh: CommandStrings = {
  me: { takes: "做什么", help: "说说自己在做什么" },
  w: { takes: "名字 内容", help: "对一个人说悄悄话" },
  dm: { takes: "名字 …", help: "和一个或几个人私聊" },
  nick: { takes: "新名字", help: "改名" },
  away: { takes: "[说明]", help: "显示你暂时离开" },
  back: { takes: "", help: "显示你回来了" },
  status: { takes: "[文字]", help: "在名字旁边写一句状态" },
  topic: { takes: "文字", help: "改这个房间的话题" },
  poll: { takes: "[问题 | 选项 | …]", help: "发起投票" },
  join: { takes: "房间", help: "去另一个房间" },
  ignore: { takes: "名字", help: "不再看某人的话" },
  unignore: { takes: "名字", help: "重新看某人的话" },
  color: { takes: "颜色或“默认”", help: "选自己的文字颜色" },
  shrug: { takes: "[文字]", help: "加上 ¯\\_(ツ)_/¯" },
  help: { takes: "", help: "查看命令和快捷键" },
};
