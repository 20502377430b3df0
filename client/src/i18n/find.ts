import { stringsOf } from "./language";

/** What is said where one looks for rooms, people and messages; comes with them. Names in arguments come isolated. */
export interface FindStrings {
  switcher: string;
  switcherHint: string;
  sections: Record<"rooms" | "people" | "messages", string>;
  searchFor: (words: string) => string;
  nowhereElse: string;
  nothingFound: string;

  searchField: string;
  clear: string;
  searchIntro: string;
  examples: readonly (readonly [query: string, what: string])[];
  filters: Record<"from" | "in" | "before" | "after" | "link" | "image" | "file", string>;
  addFilter: string;
  dropFilter: (filter: string) => string;
  found: (n: number) => string;
  foundMany: (n: string) => string;
  searching: string;
  noHits: string;
  noHitsHint: string;
  searchFailed: string;
  searchOffline: string;
  moreFailed: string;
  hit: (room: string, name: string, time: string) => string;

  noMentions: string;
  noMentionsHint: string;
  allRead: string;
  markUnread: string;
  markRead: string;
  unreadNow: string;
}

export const findWords = stringsOf<FindStrings>({
  en: () => import("./en/find").then(({ findEn }) => findEn),
  "zh-CN": () => import("./zh-CN/find").then(({ findZh }) => findZh),
});
