import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { Icon } from "../parts/Icon";
import { FormActions } from "./FormActions";
import { ArrivalCard, type LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";

/** Somebody opened the letter: the address is theirs. */
export function EmailLink({ chat, link, looked, refused, close }: LinkProps) {
  const t = words.value;
  const done = useSignal(false);
  const { asking, use } = useUse({ chat, link, refused });
  const go = async (): Promise<void> => {
    if (await use({ kind: "email" })) done.value = true;
  };
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
      <FormActions
        word={t.links.emailGo}
        busy={asking.busy.value}
        autofocus
        close={close}
        go={() => void go()}
      />
    </ArrivalCard>
  );
}
