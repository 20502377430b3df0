import { useSignal } from "@preact/signals";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { dialog } from "../app/stage";
import { Icon } from "../parts/Icon";
import { neverHint } from "./keep-hint";
import "./KeepHint.css";

/** One line, after a guest has said a few things: that the name can be kept. It can be sent away for good. */
export function KeepHint({ chat }: { chat: Chat }) {
  const t = words.value;
  const gone = useSignal(false);
  const you = chat.you.value;
  if (you === null || gone.value) return null;
  return (
    <p class="keep-hint">
      <span class="keep-words">
        <span>{t.keep.hint(isolate(you.name))}</span>
        <button
          type="button"
          class="plain-button"
          onClick={() => {
            dialog.value = { kind: "keep" };
          }}
        >
          {t.keep.hintAction}
        </button>
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t.keep.hintDismiss}
        title={t.keep.hintDismiss}
        onClick={() => {
          neverHint();
          gone.value = true;
        }}
      >
        <Icon name="close" size={16} />
      </button>
    </p>
  );
}
