import type { PeopleStrings } from "../people";
import { spaced } from "../spaced";

export const peopleZh: PeopleStrings = {
  talkWith: "和谁聊？",
  talkHint: "输入名字或拼音首字母",
  mostPeople: "私聊最多八个人。",
  startTalk: "开始",
  nobodyKnown: "这个房间还没有别人来过，输入名字可以找任何人。",
  nobodyFound: "没有找到叫这个名字的人。",
  dropPerson: (name) => `去掉${spaced(name)}`.trimEnd(),
  awayHint: "我暂时离开",
  statusText: "在做什么",
  statusHint: "显示在你的名字旁边",
  presets: ["🍵 泡茶去了", "📖 看书", "🎧 专心做事", "🚇 在路上", "🌙 晚安"],
  clearStatus: "清除",
};
