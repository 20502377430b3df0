import type { Told } from "../ui/write/hint";
import type { ColorNames } from "./color-names";
import type { CommandStrings } from "./commands";

/** Whatever stands around the field in which one writes. Names in arguments come isolated. */
export interface WriteStrings {
  /** While nothing is written yet; `key` leads back to everyone. */
  whisperStays: (name: string, key: string) => string;
  replyTo: (name: string) => string;
  replyLoading: string;
  replyGone: string;
  cancelReply: string;
  editing: string;
  editingHint: (key: string) => string;
  cancelEdit: string;
  saveEdit: string;
  saving: string;

  add: string;
  attach: string;
  startPoll: string;
  color: string;
  emoji: string;
  dropHere: string;
  dropLimit: (size: string) => string;

  files: string;
  percent: (n: number) => string;
  queued: string;
  up: string;
  removeFile: (name: string) => string;
  retryFile: (name: string) => string;
  waiting: string;
  waitingHint: string;
  stopWaiting: string;
  /** Why a file did not go up; `limit` is the size that one may have, `size` its own. */
  fileTooLarge: (size: string, limit: string) => string;
  fileRefused: string;
  badImage: string;
  quotaFull: string;
  filesFull: string;
  busy: string;
  storageFull: string;
  rateLimited: string;
  fileOffline: string;
  fileFailed: (reason: string) => string;

  all: string;
  allHint: (n: number) => string;
  askAll: (n: number) => string;
  callAll: string;
  withoutCall: string;
  goOnWriting: string;

  unknownCommand: (name: string) => string;
  sendAsText: string;
  usage: (command: string) => string;
  nobodyCalled: (name: string) => string;
  noRoomCalled: (name: string) => string;
  noColorCalled: (name: string, example: string) => string;
  refused: (reason: string) => string;
  editRefused: (reason: string) => string;
  emptyEdit: string;
  filesMissing: string;
  tooManyFiles: (most: number, over: number) => string;
  tooManyPeople: string;
  offline: string;
  /** `back` is the command that ends being away. */
  told: Record<Told, (name: string, back: string) => string>;
  gotIt: string;

  archived: string;
  readOnly: string;

  options: string;
  found: (n: number) => string;
  commands: CommandStrings;
  commandsTitle: string;

  colors: ColorNames;
  noColor: string;
  colorHint: string;
}
