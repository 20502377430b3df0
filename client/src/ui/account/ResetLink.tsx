import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { passwordFits } from "../../state/account";
import { FormActions } from "./FormActions";
import { NewPassword } from "./fields";
import { ArrivalCard, type LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";

/** A new password, for whoever has the link. */
export function ResetLink({ chat, link, looked, refused, close }: LinkProps) {
  const t = words.value;
  const password = useSignal("");
  const { asking, use } = useUse({ chat, link, refused });
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (passwordFits(password.value) && (await use({ kind: "reset", password: password.value }))) close();
  };
  return (
    <ArrivalCard title={t.links.resetTitle} text={t.links.resetText(isolate(looked.person ?? ""))}>
      <form noValidate onSubmit={(event) => void save(event)}>
        <NewPassword
          label={t.newPassword}
          name={looked.person ?? ""}
          value={password}
          problem="link-problem"
          invalid={asking.trouble.value !== null}
          changed={asking.forget}
        />
        <Problem asking={asking} id="link-problem" />
        <FormActions
          word={t.links.resetGo}
          busy={asking.busy.value}
          ready={passwordFits(password.value)}
          close={close}
        />
      </form>
    </ArrivalCard>
  );
}
