import { useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { useDoing } from "./doing";

const TYPES = "image/png,image/jpeg,image/webp";

/** The picture at the top of everyone's page; it is there at once. */
export function Logo({ chat }: { chat: Chat }) {
  const t = adminStrings.strings.value.theme;
  const doing = useDoing();
  const field = useRef<HTMLInputElement>(null);
  const logo = chat.house.value?.logo ?? "";
  const put = async (file: File | undefined): Promise<void> => {
    if (file) await doing.run(() => chat.api.ask("PUT", "admin/house/logo", file), t.logoSaved);
    if (field.current) field.current.value = "";
  };
  return (
    <section class="theme-part">
      <h2 class="admin-heading">{t.logo}</h2>
      <p class="form-hint">{t.logoHint}</p>
      <div class="theme-logo">
        {logo ? <img src={logo} alt="" width={48} height={48} /> : <p class="form-hint">{t.noLogo}</p>}
        <input
          ref={field}
          class="unseen"
          type="file"
          accept={TYPES}
          tabIndex={-1}
          aria-label={t.chooseLogo}
          onChange={(event) => void put(event.currentTarget.files?.[0])}
        />
        <button
          type="button"
          class="sheet-button"
          aria-disabled={doing.busy.value}
          onClick={() => field.current?.click()}
        >
          {t.chooseLogo}
        </button>
        {logo && (
          <button
            type="button"
            class="plain-button"
            onClick={() => void doing.run(() => chat.api.ask("DELETE", "admin/house/logo"), t.logoRemoved)}
          >
            {t.removeLogo}
          </button>
        )}
      </div>
      <p role="status" class={doing.told.value.failed ? "admin-problem" : "admin-told"}>
        {doing.told.value.text}
      </p>
    </section>
  );
}
