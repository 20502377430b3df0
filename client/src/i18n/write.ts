import type { ColorName } from "../ui/write/color";
import type { Told } from "../ui/write/hint";
import { type CommandStrings, commandsEn, commandsZh } from "./commands";
import { plural } from "./plural";
import { spaced } from "./spaced";

/** Whatever stands around the field in which one writes. Names in arguments come isolated. */
export interface WriteStrings {
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

  colors: Record<ColorName, string>;
  noColor: string;
  colorHint: string;

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

const many = plural("en");

export const writeEn: WriteStrings = {
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
  readOnly: "Only the owner of this room speaks here. You can read along.",

  options: "Suggestions",
  found: (n) => many(n, { one: "1 suggestion", other: `${n} suggestions` }),
  commandsTitle: "Commands",
  commands: commandsEn,

  colors: {
    clay: "Clay",
    amber: "Amber",
    moss: "Moss",
    tea: "Tea",
    teal: "Teal",
    sky: "Sky",
    iris: "Iris",
    plum: "Plum",
    rose: "Rose",
  },
  noColor: "As everyone’s",
  colorHint: "All that you say from now on is written in it. It stays easy to read in light and dark.",

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

export const writeZh: WriteStrings = {
  replyTo: (name) => `回复${spaced(name)}`.trimEnd(),
  replyLoading: "正在加载原话",
  replyGone: "原话已经不在了，你写的会单独发出。",
  cancelReply: "不回复了",
  editing: "正在编辑你的消息",
  editingHint: (key) => `按 ${key} 不改了`,
  cancelEdit: "不改了",
  saveEdit: "保存",
  saving: "正在保存",

  add: "添加",
  attach: "图片和文件",
  startPoll: "投票",
  color: "我的文字颜色",
  emoji: "表情",
  dropHere: "松手即可添加",
  dropLimit: (size) => `每个文件不超过 ${size}`,

  files: "这条消息的文件",
  percent: (n) => `${n}%`,
  queued: "排队中",
  up: "已传好",
  removeFile: (name) => `移除${spaced(name)}`.trimEnd(),
  retryFile: (name) => `重新上传${spaced(name)}`.trimEnd(),
  waiting: "等文件传完",
  waitingHint: "文件一传完就发出。",
  stopWaiting: "先不发",
  fileTooLarge: (size, limit) => `${size} 太大了，每个文件最多 ${limit}。`,
  fileRefused: "程序不能发。请先打包成压缩文件。",
  badImage: "这张图片坏了，或者像素太多。",
  quotaFull: "你的文件已经占满了给你的空间，撤回一些带文件的消息就能腾出来。",
  filesFull: "服务器上放文件的空间已经满了。",
  busy: "服务器正忙着处理别的图片，请稍等再试。",
  storageFull: "服务器存满了，暂时存不了。",
  rateLimited: "一下子传得太多，请稍等再试。",
  fileOffline: "连接断了，联网后再试。",
  fileFailed: (reason) => `没有传上去：${reason}`,

  all: "所有人",
  allHint: (n) => `提醒所有人，现在有 ${n} 人在`,
  askAll: (n) => `@所有人会提醒这个房间里的每一个人，现在有 ${n} 人在。确定吗？`,
  callAll: "提醒所有人",
  withoutCall: "发送，但不提醒",
  goOnWriting: "继续写",

  unknownCommand: (name) => `没有发出：没有 /${name} 这个命令。`,
  sendAsText: "当作文字发送",
  usage: (command) => `还少一点内容：${command}`,
  nobodyCalled: (name) => `这里没有人叫“${name}”。`,
  noRoomCalled: (name) => `没有叫“${name}”的房间。`,
  noColorCalled: (name, example) => `没有“${name}”这个颜色。也可以写成 ${example} 这样。`,
  refused: (reason) => `没有做成：${reason}`,
  editRefused: (reason) => `没有保存：${reason}`,
  emptyEdit: "消息不能改成空的。不想要的话，可以撤回。",
  filesMissing: "没有发出：有文件没传上去。请重新上传，或者移除它。",
  tooManyFiles: (most, over) => `没有发出：一条消息最多带 ${most} 个文件，请移除 ${over} 个。`,
  tooManyPeople: "一个私聊连你在内最多八个人。",
  offline: "你已离线，联网后再试。",
  told: {
    away: (_, back) => `别人会看到你暂时离开。输入 ${back} 就回来了。`,
    back: () => "别人会看到你回来了。",
    status: () => "状态已设好。",
    statusCleared: () => "状态已清除。",
    ignored: (name) => `从现在起你不再看到${spaced(name)}的话，对方不会知道。`,
    unignored: (name) => `你又能看到${spaced(name)}的话了。`,
    color: () => "从现在起，你的消息用这个颜色。",
    noColor: () => "你的消息恢复成平常的颜色。",
  },
  gotIt: "关闭提示",

  archived: "这个房间已归档，只能看，不能再发言。",
  readOnly: "这个房间只有房主发言，你可以看。",

  options: "候选",
  found: (n) => `${n} 个候选`,
  commandsTitle: "命令",
  commands: commandsZh,

  colors: {
    clay: "陶土",
    amber: "琥珀",
    moss: "苔绿",
    tea: "茶青",
    teal: "湖蓝",
    sky: "天青",
    iris: "鸢尾",
    plum: "梅紫",
    rose: "胭脂",
  },
  noColor: "和大家一样",
  colorHint: "以后你说的话都用这个颜色，浅色和深色下都看得清。",

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
