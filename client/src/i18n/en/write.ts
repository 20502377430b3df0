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
  percent: (n) => `${n}%`,
  queued: "Waiting",
  up: "Ready",
  removeFile: (name) => `Remove ${name}`,
  retryFile: (name) => `Upload ${name} again`,
  waiting: "Waiting for files",
  waitingHint: "Goes out as soon as the files are uploaded.",
  stopWaiting: "Do not send yet",
  fileTooLarge: (size, limit) => `${size} is too large: files can be up to ${limit}.`,
  fileRefused: "Programs cannot be sent. Put it into a zip file first.",
  badImage: "This picture is damaged, or has too many pixels.",
  quotaFull: "Your files use all the space you have here. Take back messages with files to make room.",
  filesFull: "There is no space for more files on this server.",
  busy: "The server is busy with other pictures. Try again in a moment.",
  storageFull: "The server has no space left right now.",
  rateLimited: "Too many files at once. Try again in a moment.",
  fileOffline: "The connection was lost. Try again once you are back.",
  fileFailed: (reason) => `Not uploaded. ${reason}`,

  all: "all",
  allHint: (n) => many(n, { one: "Notifies everyone (1 here)", other: `Notifies everyone (${n} here)` }),
  askAll: (n) =>
    many(n, {
      one: "@all notifies everyone in this room; 1 of them is here now. Send it?",
      other: `@all notifies everyone in this room; ${n} of them are here now. Send it?`,
    }),
  callAll: "Notify everyone",
  withoutCall: "Send without notifying",
  goOnWriting: "Keep writing",

  unknownCommand: (name) => `Not sent: there is no command /${name}.`,
  sendAsText: "Send as text",
  usage: (command) => `Something is missing: ${command}`,
  nobodyCalled: (name) => `Nobody here is called “${name}”.`,
  noRoomCalled: (name) => `There is no room called “${name}”.`,
  noColorCalled: (name, example) => `There is no colour “${name}”. One like ${example} is fine, too.`,
  refused: (reason) => `Not done. ${reason}`,
  editRefused: (reason) => `Not saved. ${reason}`,
  emptyEdit: "A message cannot be empty. You can take it back instead.",
  filesMissing: "Not sent: a file was not uploaded. Upload it again, or remove it.",
  tooManyFiles: (most, over) => `Not sent: a message can have ${most} files at most. Remove ${over} of them.`,
  tooManyPeople: "A conversation can have eight people at most, including you.",
  offline: "You are offline. Try again once you are back.",
  told: {
    away: (_, back) => `You are shown as away. ${back} ends it.`,
    back: () => "You are shown as here again.",
    status: () => "Your status is set.",
    statusCleared: () => "Your status is cleared.",
    ignored: (name) => `You no longer see messages from ${name}. They are not told.`,
    unignored: (name) => `You see messages from ${name} again.`,
    color: () => "Your messages have this colour from now on.",
    noColor: () => "Your messages have the default colour again.",
  },
  gotIt: "Close this hint",

  archived: "This room is archived: you can read it, but nobody can write here.",
  readOnly: "Only moderators can write here now. You can read along.",

  options: "Suggestions",
  found: (n) => many(n, { one: "1 suggestion", other: `${n} suggestions` }),
  commandsTitle: "Commands",
  commands: commandsEn,

  colors: colorsEn,
  noColor: "Default colour",
  colorHint: "Used for everything you say from now on. It stays easy to read in light and dark.",
};
