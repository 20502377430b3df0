import type { PollStrings } from "../poll";

export const pollEn: PollStrings = {
  poll: "New poll",
  question: "Question",
  option: (n) => `Option ${n}`,
  addOption: "Another option",
  removeOption: (n) => `Remove option ${n}`,
  start: "Start the poll",
  needsQuestion: "A poll needs a question.",
  needsTwo: "A poll needs two options.",
  twice: "Two options are the same.",
  optionTooLong: (most) => `An option may have ${most} characters.`,
  pollForAll: "Everyone in the room can vote, once each, and sees who voted for what.",
};
