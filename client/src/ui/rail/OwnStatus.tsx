import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { dialog } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import "./OwnStatus.css";

/** Oneself: what others see beside the name; a press changes it. A visitor is nobody yet. */
export function OwnStatus({ chat }: { chat: Chat }) {
  const t = strings.value.shell;
  const you = chat.you.value;
  if (!you) return <span class="own-status" />;
  return (
    <button
      type="button"
      class="own-status"
      title={t.yourStatus}
      onClick={() => {
        dialog.value = { kind: "status" };
      }}
    >
      <Avatar person={you} small presence={you.away ? "away" : "here"} />
      <span class="own-words">
        <bdi class="one-line">{you.name}</bdi>
        <span class="own-text one-line">
          <span class="unseen">{t.yourStatus}: </span>
          <bdi>{you.status || (you.away ? t.away : t.status)}</bdi>
        </span>
      </span>
    </button>
  );
}
