import type { PeopleStrings } from "../people";

export const peopleEn: PeopleStrings = {
  talkWith: "With whom?",
  talkHint: "Type a name",
  mostPeople: "A conversation has up to eight people.",
  startTalk: "Start",
  nobodyKnown: "Nobody else has been in this room yet. You can find anyone by name.",
  nobodyFound: "Nobody has a name like this.",
  dropPerson: (name) => `Without ${name}`,
  awayHint: "I am away",
  statusText: "What you are up to",
  statusHint: "Shown beside your name",
  presets: ["🍵 Making tea", "📖 Reading", "🎧 Focusing", "🚇 On the way", "🌙 Good night"],
  clearStatus: "Clear",
};
