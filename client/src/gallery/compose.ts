import type { Upload } from "../contract";
import type { FakeChat } from "./fake";
import type { Cast } from "./messages";

/** A drawing in the page's own memory, as a picture that was pasted. */
function drawing(): string {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 88 88"><rect width="88" height="88" fill="#b9cdb0"/>' +
    '<circle cx="62" cy="26" r="11" fill="#f4e3b2"/><path d="M0 70 30 36l22 26 12-12 24 26v12H0z" fill="#4f7359"/></svg>';
  return URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
}

function upload(name: string, size: number, more: Partial<Upload> = {}): Upload {
  const file = { id: name, name, size, type: "application/octet-stream" };
  return { id: name, name, size, picture: null, progress: 1, state: "done", code: null, file, ...more };
}

const failed = (code: Upload["code"]): Partial<Upload> => ({
  state: "failed",
  code,
  progress: 0,
  file: null,
});
const going = (progress: number): Partial<Upload> => ({ state: "going", progress, file: null });

/** Writes into the field and presses keys, as somebody would, once the field is there. */
function write(text: string, ...keys: string[]): void {
  const field = document.querySelector<HTMLTextAreaElement>("textarea#composer");
  if (!field) {
    requestAnimationFrame(() => write(text, ...keys));
    return;
  }
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  press(field, keys);
}

/** One after the other: the page is drawn in between. */
function press(field: HTMLElement, keys: readonly string[]): void {
  const [key, ...others] = keys;
  if (key === undefined) return;
  setTimeout(() => {
    // With a finger Enter breaks the line.
    if (key === "Enter") document.querySelector<HTMLElement>(".send")?.click();
    else field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    press(field, others);
  }, 60);
}

/** Presses what bears this label in the composer, and then what is in the menu that opens. */
function open(...labels: string[]): void {
  const [selector, ...others] = labels;
  if (selector === undefined) return;
  const element = document.querySelector<HTMLElement>(selector);
  if (element) element.click();
  setTimeout(() => open(...(element ? others : labels)), 60);
}

const later = (action: () => void): void => {
  setTimeout(action, 120);
};

/** Every state of the place where one writes, as changes to a room in which people talk. */
export function composeScenes({ me, ming, rain, long }: Cast): Record<string, (chat: FakeChat) => void> {
  const draft = (text: string, replyTo: number | null = null, to: typeof me | null = null): void =>
    localStorage.setItem("teahouse.draft.1", JSON.stringify({ text, to, replyTo }));
  const tray = (chat: FakeChat): void => {
    chat.uploads.value = [
      upload("屏幕截图 2026-03-14.png", 412_000, { picture: drawing() }),
      upload("春茶价目表.pdf", 1_830_000, going(0.42)),
      upload("会议录音.m4a", 9_200_000, going(0)),
    ];
  };
  return {
    "people-completion": (chat) => {
      chat.view.people.value = [...chat.view.people.value, { id: 40, name: "肖敏", status: "午休" }];
      later(() => write("去问问 @xm"));
    },
    "all-completion": () => later(() => write("@")),
    "emoji-completion": () => later(() => write("来一杯 :te")),
    "command-completion": () => later(() => write("/")),
    "color-completion": () => later(() => write("/color ")),
    "unknown-command": () => later(() => write("/foo 一下", "Enter")),
    "command-usage": () => later(() => write("/nick", "Enter")),
    "command-told": () => later(() => write("/away 去吃饭", "Enter")),
    "command-refused": (chat) => {
      chat.setStatus = async () => "offline";
      later(() => write("/away 去吃饭", "Enter"));
    },
    "ask-all": () => later(() => write("@所有人 周六早上九点集合", "Enter")),
    "reply-bar": () => draft("好，我也去。", 4),
    "reply-whisper": () => draft("好。", 8, rain),
    "reply-gone": () => draft("好，我也去。", 999),
    "reply-long": (chat) => {
      const message = chat.past(long, "一句话说得很长很长，".repeat(30), me.id);
      draft("给名字很长的人回一句", message.seq);
    },
    "edit-own": () => later(() => write("", "ArrowUp")),
    "edit-failed": (chat) => {
      chat.edit = async () => "too_late";
      later(() => {
        write("", "ArrowUp");
        setTimeout(() => write("我也想去，周日可以。", "Enter"), 120);
      });
    },
    tray: (chat) => {
      tray(chat);
      draft("这是今年的价目。");
    },
    "tray-waiting": (chat) => {
      tray(chat);
      later(() => write("这是今年的价目。", "Enter"));
    },
    "tray-failed": (chat) => {
      chat.uploads.value = [
        upload("大堂监控 2026-03-14 全天.mp4", 27_262_976, failed("too_large")),
        upload("茶馆.exe", 120_000, failed("file_refused")),
        upload("坏掉的照片.jpg", 80_000, failed("bad_image")),
        upload("照片.zip", 14_000_000, failed("quota_full")),
        upload(`${"很长的文件名".repeat(20)}.docx`, 14_000, failed("offline")),
        upload("一切正常.txt", 900),
      ];
      later(() => write("看看这些。", "Enter"));
    },
    "drop-zone": () =>
      later(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["茶"], "茶.txt"));
        dispatchEvent(new DragEvent("dragenter", { dataTransfer }));
      }),
    "add-menu": () => later(() => open(".tools > button")),
    "insert-emoji": () => later(() => open(".tools > button:last-child")),
    "color-menu": () => later(() => open(".tools > button", "[role=menuitem]:nth-of-type(4)")),
    "poll-dialog": () => later(() => write("/poll 周末去哪里？ | 茶博会 | 植物园", "Enter")),
    "poll-empty": () =>
      later(() => {
        open(".tools > button", "[role=menuitem]:nth-of-type(3)", ".sheet-button.main");
      }),
    archived: (chat) => {
      void chat.changeRoom(1, { archived: true });
    },
    "read-only": (chat) => {
      void chat.changeRoom(1, { read_only: true, owner: ming.id });
    },
    "too-long": (chat) => {
      chat.bodyBytes.value = 1024;
      draft("写得太长了。".repeat(70));
    },
    "many-lines": () => draft(Array.from({ length: 30 }, (_, i) => `第 ${i + 1} 行`).join("\n")),
    "whisper-full": (chat) => {
      tray(chat);
      draft("给你看看。", 8, rain);
    },
  };
}
