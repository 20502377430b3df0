import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { FormActions } from "./FormActions";
import { ArrivalCard, type LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";

/** This browser becomes another one of the same person. */
export function DeviceLink({ chat, link, looked, refused, close }: LinkProps) {
  const t = words.value;
  const { asking, use } = useUse({ chat, link, refused });
  const you = chat.you.value;
  const leaves = you !== null && you.name !== looked.person;
  const go = async (): Promise<void> => {
    if (await use({ kind: "device" })) close();
  };
  return (
    <ArrivalCard title={t.links.deviceTitle} text={t.links.deviceText(isolate(looked.person ?? ""))}>
      {leaves && <p class="account-note">{t.links.leaves(isolate(you.name))}</p>}
      <Problem asking={asking} />
      <FormActions
        word={t.links.deviceGo}
        busy={asking.busy.value}
        autofocus
        close={close}
        go={() => void go()}
      />
    </ArrivalCard>
  );
}
