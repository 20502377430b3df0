import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { dialog } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import { Icon } from "../parts/Icon";
import "./OwnStatus.css";

/** Oneself: what others see beside the name; a press changes it. */
export function OwnStatus({ chat }: { chat: Chat }) {
  const t = strings.value.shell;
  const you = chat.you.value;
  if (!you) return <SignIn chat={chat} />;
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

/** A visitor may be somebody already, elsewhere. */
function SignIn({ chat }: { chat: Chat }) {
  // Not known yet who one is: nothing is offered that may be wrong in a moment.
  if (chat.proposedName.value === "") return <span class="own-status" />;
  return (
    <button
      type="button"
      class="own-status own-sign-in"
      onClick={() => {
        dialog.value = { kind: "sign-in" };
      }}
    >
      <Icon name="key" size={18} />
      <span class="one-line">{strings.value.signIn}</span>
    </button>
  );
}
