import type { Message } from "../../contract";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { overlay, show, spotOf } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import { actionsOf, canReact } from "./actions";
import { circumstances, perform, toggleReaction } from "./deeds";
import { openMenu } from "./open-menu";
import { quickEmoji } from "./quick-emoji";
import "./ActionBar.css";

/** The quickest actions, over the end of a message that is pointed at or has the focus. */
export function ActionBar({ message }: { message: Message }) {
  const screen = useScreen();
  const t = strings.value.talk;
  const now = circumstances(screen);
  const open = overlay.value?.kind === "menu" && overlay.value.message.seq === message.seq;
  return (
    <div class="action-bar" role="toolbar" aria-label={t.actionsOf(isolate(message.sender.name))}>
      {canReact(message, now) && (
        <>
          {quickEmoji(3).map((emoji) => (
            <button
              key={emoji}
              type="button"
              class="action emoji"
              aria-label={t.reactWith(emoji)}
              title={t.reactWith(emoji)}
              onClick={() => toggleReaction(screen, message, emoji)}
            >
              {emoji}
            </button>
          ))}
          <button
            type="button"
            class="action"
            aria-label={t.react}
            title={t.react}
            aria-haspopup="dialog"
            onClick={(event) => show({ kind: "react", message, at: spotOf(event.currentTarget) })}
          >
            <Icon name="smile" size={18} />
          </button>
        </>
      )}
      {actionsOf(message, now).includes("reply") && (
        <button
          type="button"
          class="action"
          aria-label={t.reply}
          title={t.reply}
          onClick={() => perform(screen, message, "reply")}
        >
          <Icon name="reply" size={18} />
        </button>
      )}
      <button
        type="button"
        class="action"
        aria-label={t.more}
        title={t.more}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={(event) => openMenu(message, spotOf(event.currentTarget), event.currentTarget)}
      >
        <Icon name="more" size={18} />
      </button>
    </div>
  );
}
