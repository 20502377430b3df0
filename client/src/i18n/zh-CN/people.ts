import type { PeopleStrings } from "../people";
import { spaced } from "../spaced";

export const peopleZh: PeopleStrings = {
  talkWith: "和谁聊？",
  talkHint: "输入名字或拼音首字母",
  mostPeople: "私聊最多八个人。",
  startTalk: "开始",
  nobodyFound: "没有人叫这样的名字。",
  dropPerson: (name) => `去掉${spaced(name)}`.trimEnd(),
  awayHint: "我暂时离开",
  statusText: "在做什么",
  statusHint: "显示在你的名字旁边",
  presets: ["🍵 泡茶去了", "📖 看书", "🎧 专心做事", "🚇 在路上", "🌙 晚安"],
  clearStatus: "清除",
};
