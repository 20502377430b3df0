import { locale } from "../../i18n/language";
import type { Kind } from "./frame";

interface Words {
  title: string;
  close: string;
  clear: string;
  none: string;
  bytes: (count: number) => string;
  kinds: Record<Kind, string>;
}

const EN: Words = {
  title: "Frames of this page's socket",
  close: "Close",
  clear: "Clear",
  none: "Nothing has gone over the socket yet.",
  bytes: (count) => `${count} bytes`,
  kinds: {
    command: "command: carries an id, so that it can be sent again",
    reply: "reply: repeats the id of its command",
    durable: "durable: has its place in the room's log",
    ephemeral: "ephemeral: never sent again",
  },
};

const CHINESE: Words = {
  title: "这个页面的 socket 上的帧",
  close: "关闭",
  clear: "清空",
  none: "socket 上还没有任何东西。",
  bytes: (count) => `${count} 字节`,
  kinds: {
    command: "命令：带着 id，可以重发",
    reply: "回答：重复命令的 id",
    durable: "持久：在房间的日志里有自己的号",
    ephemeral: "临时：不会重发",
  },
};

export const words = (): Words => (locale.value === "zh-CN" ? CHINESE : EN);
