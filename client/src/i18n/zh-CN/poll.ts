import type { PollStrings } from "../poll";

export const pollZh: PollStrings = {
  poll: "发起投票",
  question: "问题",
  option: (n) => `选项 ${n}`,
  addOption: "再加一个选项",
  removeOption: (n) => `移除选项 ${n}`,
  start: "发起投票",
  needsQuestion: "请写下问题。",
  needsTwo: "至少要有两个选项。",
  twice: "有两个选项一样。",
  optionTooLong: (most) => `每个选项最多 ${most} 字。`,
  pollForAll: "房间里每人一票，谁投了什么大家都看得见。",
};
