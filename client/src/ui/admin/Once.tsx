import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { adminStrings } from "../../i18n/admin";
import { copyText } from "../parts/clipboard";

/** A secret that is shown once: to be copied, and then gone from the page. */
export function Once({ secret, hide }: { secret: string; hide: () => void }) {
  const t = adminStrings.strings.value.once;
  const told = useSignal("");
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <div class="admin-once">
      <label class="admin-label" for={id}>
        {t.title}
      </label>
      <p class="form-hint">{t.hint}</p>
      <input ref={field} id={id} class="form-input" readOnly value={secret} spellcheck={false} />
      <div class="admin-actions">
        <p role="status" class="admin-told">
          {told.value}
        </p>
        <button type="button" class="sheet-button" onClick={hide}>
          {t.hide}
        </button>
        <button
          type="button"
          class="sheet-button main"
          onClick={async () => {
            told.value = (await copyText(secret)) ? t.copied : t.copyFailed;
          }}
        >
          {t.copy}
        </button>
      </div>
    </div>
  );
}
