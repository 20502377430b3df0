import type { Message } from "../../contract";
import { strings } from "../../i18n/language";
import { plainOf } from "../../text/parse";
import { mediaOf } from "./attached";

/** More than fits on a line of any width. */
const MOST = 160;

/** A message in one line, without its marks; a message without words is told by what it carries. */
export function excerptOf(message: Pick<Message, "body" | "files" | "options">, most = MOST): string {
  const t = strings.value.talk;
  const words = plainOf(message.body ?? "")
    .replace(/\s+/gu, " ")
    .trim();
  const file = message.files?.[0];
  const signs = [
    (message.options?.length ?? 0) > 0 ? t.poll : "",
    file ? { picture: t.picture, video: t.video, sound: t.sound, other: t.file }[mediaOf(file)] : "",
    words === "" ? (file?.name ?? "") : words,
  ].filter((part) => part !== "");
  const line = signs.join(" ");
  const characters = [...line.slice(0, most * 2 + 2)];
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : line;
}
