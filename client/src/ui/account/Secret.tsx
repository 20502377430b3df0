import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { copyText } from "../parts/clipboard";
import { Icon } from "../parts/Icon";

/** What is shown once, whole, to be copied: a token, a link. */
export function Secret({ text, label }: { text: string; label: string }) {
  const t = words.value;
  const told = useSignal("");
  return (
    <div class="secret">
      <div class="secret-line">
        <input
          class="form-input"
          aria-label={label}
          value={text}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={t.copy}
          title={t.copy}
          onClick={async () => {
            told.value = (await copyText(text)) ? t.copied : t.copyFailed;
          }}
        >
          <Icon name="copy" size={18} />
        </button>
      </div>
      <p class="form-hint" role="status">
        {told.value}
      </p>
    </div>
  );
}
