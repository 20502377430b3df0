/** One line of the sheet of shortcuts. `keys`: pressed together, or one after another; `Mod` is Ctrl or ⌘. */
export interface Shortcut {
  keys: readonly string[];
  where: "everywhere" | "log" | "composer";
  zh: string;
  en: string;
}

/** Every key that does something, in the order of the sheet. */
export const SHORTCUTS: readonly Shortcut[] = [
  {
    keys: ["Mod", "K"],
    where: "everywhere",
    zh: "前往房间、人或消息",
    en: "Go to a room, a person or a message",
  },
  { keys: ["Mod", "F"], where: "everywhere", zh: "搜索消息", en: "Search messages" },
  { keys: ["Alt", "↑"], where: "everywhere", zh: "上一个房间", en: "The room above" },
  { keys: ["Alt", "↓"], where: "everywhere", zh: "下一个房间", en: "The room below" },
  { keys: ["Shift", "Esc"], where: "everywhere", zh: "全部标为已读", en: "Mark everything as read" },
  { keys: ["?"], where: "everywhere", zh: "这张快捷键表", en: "This list of shortcuts" },
  { keys: ["↑"], where: "log", zh: "上一条消息", en: "The message above" },
  { keys: ["↓"], where: "log", zh: "下一条消息", en: "The message below" },
  { keys: ["Enter"], where: "log", zh: "打开消息菜单", en: "Open the menu of a message" },
  { keys: ["R"], where: "log", zh: "回复", en: "Reply" },
  { keys: ["E"], where: "log", zh: "编辑自己的消息", en: "Edit your own message" },
  { keys: ["+"], where: "log", zh: "添加表情回应", en: "Add a reaction" },
  { keys: ["Esc"], where: "log", zh: "回到输入框", en: "Back to writing" },
  { keys: ["Enter"], where: "composer", zh: "发送", en: "Send" },
  { keys: ["@"], where: "composer", zh: "提到一个人", en: "Mention somebody" },
  { keys: [":"], where: "composer", zh: "插入表情", en: "An emoji by its name" },
  { keys: ["/"], where: "composer", zh: "命令（在开头）", en: "A command, at the beginning" },
  { keys: ["Tab"], where: "composer", zh: "补全", en: "Complete what is typed" },
  { keys: ["Shift", "Enter"], where: "composer", zh: "换行", en: "New line" },
  { keys: ["Mod", "Enter"], where: "composer", zh: "总是发送", en: "Send, whatever Enter does" },
  {
    keys: ["↑"],
    where: "composer",
    zh: "编辑自己上一条消息（没写字时）",
    en: "Edit your last message (in an empty field)",
  },
  {
    keys: ["Alt", "W"],
    where: "composer",
    zh: "悄悄话和公开提及互换",
    en: "Turn a whisper into a mention and back",
  },
  {
    keys: ["Esc"],
    where: "composer",
    zh: "放弃回复、编辑或悄悄话",
    en: "Drop the reply, the edit or the whisper",
  },
];
