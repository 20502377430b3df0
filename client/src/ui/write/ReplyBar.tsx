import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { isGone } from "../log/actions";
import { excerptOf } from "../log/excerpt";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import "./ReplyBar.css";

/** Over the text: which message it answers, or which one it takes the place of. */
export function ReplyBar() {
  const { compose } = useScreen();
  const editing = compose.editing.value;
  const reply = compose.replyTo.value;
  const t = strings.value.write;
  if (editing)
    return (
      <div class="reply-bar">
        <Icon name="pen" size={16} />
        <p class="one-line">
          <b>{t.editing}</b> <span class="reply-hint">{t.editingHint("Esc")}</span>
        </p>
        <button
          type="button"
          class="icon-button"
          aria-label={t.cancelEdit}
          title={t.cancelEdit}
          onClick={() => compose.cancelEdit()}
        >
          <Icon name="close" size={16} />
        </button>
      </div>
    );
  return reply === null ? null : <Answered seq={reply} />;
}

function Answered({ seq }: { seq: number }) {
  const { chat, view, compose } = useScreen();
  const t = strings.value.write;
  const referred = view.referred(seq).value;
  const message = referred.kind === "message" && !isGone(referred.message) ? referred.message : null;
  return (
    <div class="reply-bar">
      <Icon name="reply" size={16} />
      {message ? (
        <button type="button" class="reply-jump" onClick={() => chat.open(view.room, seq)}>
          <b class="one-line">{t.replyTo(isolate(message.sender.name))}</b>
          <bdi class="one-line">{excerptOf(message)}</bdi>
        </button>
      ) : (
        <p class="one-line">{referred.kind === "loading" ? t.replyLoading : t.replyGone}</p>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t.cancelReply}
        title={t.cancelReply}
        onClick={() => compose.cancelReply()}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
