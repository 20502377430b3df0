import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { ArrivalCard, type LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";

/** Somebody opened the letter: the address is theirs. */
export function EmailLink({ chat, link, looked, refused, close }: LinkProps) {
  const t = words.value;
  const done = useSignal(false);
  const { asking, use } = useUse({ chat, link, refused });
  const busy = asking.busy.value;
  if (done.value)
    return (
      <ArrivalCard
        title={t.links.emailDone}
        text={t.links.emailDoneText}
        sign={<Icon name="check" size={30} />}
      >
        <div class="form-actions">
          <button type="button" class="sheet-button main" autofocus onClick={close}>
            {t.links.toRoom}
          </button>
        </div>
      </ArrivalCard>
    );
  return (
    <ArrivalCard title={t.links.emailTitle} text={t.links.emailText(isolate(looked.person ?? ""))}>
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
            if (await use({ kind: "email" })) done.value = true;
          }}
        >
          {busy ? t.working : t.links.emailGo}
        </button>
      </div>
    </ArrivalCard>
  );
}
