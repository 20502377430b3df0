import { stringsOf } from "./language";

/** What is said where a poll is made; comes with that. */
export interface PollStrings {
  poll: string;
  question: string;
  option: (n: number) => string;
  addOption: string;
  removeOption: (n: number) => string;
  start: string;
  needsQuestion: string;
  needsTwo: string;
  twice: string;
  optionTooLong: (most: number) => string;
  pollForAll: string;
}

export const pollWords = stringsOf<PollStrings>({
  en: () => import("./en/poll").then(({ pollEn }) => pollEn),
  "zh-CN": () => import("./zh-CN/poll").then(({ pollZh }) => pollZh),
});
