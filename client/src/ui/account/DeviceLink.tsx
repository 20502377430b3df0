import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { ArrivalCard, type LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";

/** This browser becomes another one of the same person. */
export function DeviceLink({ chat, link, looked, refused, close }: LinkProps) {
  const t = words.value;
  const { asking, use } = useUse({ chat, link, refused });
  const busy = asking.busy.value;
  const you = chat.you.value;
  const leaves = you !== null && you.name !== looked.person;
  return (
    <ArrivalCard title={t.links.deviceTitle} text={t.links.deviceText(isolate(looked.person ?? ""))}>
      {leaves && <p class="account-note">{t.links.leaves(isolate(you.name))}</p>}
      <Problem asking={asking} />
      <div class="form-actions">
        <button type="button" class="sheet-button" onClick={close}>
          {strings.value.cancel}
        </button>
        <button
          type="button"
          class="sheet-button main"
          autofocus
          aria-disabled={busy}
          onClick={async () => {
            if (await use({ kind: "device" })) close();
          }}
        >
          {busy ? t.working : t.links.deviceGo}
        </button>
      </div>
    </ArrivalCard>
  );
}
