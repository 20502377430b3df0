import { stringsOf } from "./language";

/** What is said where one begins a conversation, or says how one is; comes with these. */
export interface PeopleStrings {
  talkWith: string;
  talkHint: string;
  mostPeople: string;
  startTalk: string;
  nobodyKnown: string;
  nobodyFound: string;
  dropPerson: (name: string) => string;
  awayHint: string;
  statusText: string;
  statusHint: string;
  presets: readonly string[];
  clearStatus: string;
}

export const peopleWords = stringsOf<PeopleStrings>({
  en: () => import("./en/people").then(({ peopleEn }) => peopleEn),
  "zh-CN": () => import("./zh-CN/people").then(({ peopleZh }) => peopleZh),
});
