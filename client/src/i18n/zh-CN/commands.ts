import type { CommandStrings } from "../commands";

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
