import { colorsEn } from "../color-names";
import { plural } from "../plural";
import type { WriteStrings } from "../write";
import { commandsEn } from "./commands";

const many = plural("en");

export const writeEn: WriteStrings = {
  whisperStays: (name, key) => `You are whispering to ${name}. ${key}: to everyone`,
  replyTo: (name) => `Reply to ${name}`,
  replyLoading: "Loading the message",
  replyGone: "The message is gone. What you write goes out without it.",
  cancelReply: "Do not reply",
  editing: "Editing your message",
  editingHint: (key) => `${key} leaves it as it is`,
  cancelEdit: "Leave it as it is",
  saveEdit: "Save",
  saving: "Saving",

  add: "Add something",
  attach: "Pictures and files",
  startPoll: "Poll",
  color: "Colour of my messages",
  emoji: "Emoji",
  dropHere: "Drop to attach",
  dropLimit: (size) => `Up to ${size} a file`,

  files: "Files of this message",
  percent: (n) => `${n} %`,
  queued: "Waiting",
  up: "Ready",
  removeFile: (name) => `Remove ${name}`,
  retryFile: (name) => `Send ${name} up again`,
  waiting: "Waiting for files",
  waitingHint: "Goes out as soon as the files are up.",
  stopWaiting: "Do not send yet",
  fileTooLarge: (size, limit) => `${size} is too large: a file may have ${limit} at most.`,
  fileRefused: "Programs cannot be sent. Put it into an archive.",
  badImage: "This picture is damaged, or has too many pixels.",
  quotaFull: "Your files take all the room that you have here. Take back messages with files to make room.",
  filesFull: "There is no room for more files on this server.",
  busy: "The server is busy with other pictures. Try again in a moment.",
  storageFull: "The server has no room to store anything now.",
  rateLimited: "Too many files at once. Try again in a moment.",
  fileOffline: "The connection was lost. Try again once you are back.",
  fileFailed: (reason) => `Not sent up. ${reason}`,

  all: "all",
  allHint: (n) => many(n, { one: "Calls everyone: 1 here now", other: `Calls everyone: ${n} here now` }),
  askAll: (n) =>
    many(n, {
      one: "@all calls everyone in this room, 1 of them here now. Really?",
      other: `@all calls everyone in this room, ${n} of them here now. Really?`,
    }),
  callAll: "Call everyone",
  withoutCall: "Send without calling",
  goOnWriting: "Go on writing",

  unknownCommand: (name) => `Not sent: there is no command /${name}.`,
  sendAsText: "Send as text",
  usage: (command) => `It takes something more: ${command}`,
  nobodyCalled: (name) => `Nobody here is called “${name}”.`,
  noRoomCalled: (name) => `There is no room called “${name}”.`,
  noColorCalled: (name, example) => `There is no colour “${name}”. One like ${example} is fine, too.`,
  refused: (reason) => `Not done. ${reason}`,
  editRefused: (reason) => `Not saved. ${reason}`,
  emptyEdit: "A message cannot be empty. You can take it back instead.",
  filesMissing: "Not sent: a file did not go up. Send it up again, or remove it.",
  tooManyFiles: (most, over) => `Not sent: a message carries ${most} files at most. Remove ${over} of them.`,
  tooManyPeople: "A conversation has eight people at most, with you.",
  offline: "You are offline. Try again once you are back.",
  told: {
    away: (_, back) => `You are shown as away. ${back} ends it.`,
    back: () => "You are shown as here again.",
    status: () => "Your status is set.",
    statusCleared: () => "Your status is cleared.",
    ignored: (name) => `You ignore ${name} from now on. They are not told.`,
    unignored: (name) => `You read ${name} again.`,
    color: () => "Your messages have this colour from now on.",
    noColor: () => "Your messages have the colour of everyone’s.",
  },
  gotIt: "Close this hint",

  archived: "This room is archived: it can be read, and nothing is said here any more.",
  readOnly: "Only moderators speak here now. You can read along.",

  options: "Suggestions",
  found: (n) => many(n, { one: "1 suggestion", other: `${n} suggestions` }),
  commandsTitle: "Commands",
  commands: commandsEn,

  colors: colorsEn,
  noColor: "As everyone’s",
  colorHint: "All that you say from now on is written in it. It stays easy to read in light and dark.",
};
