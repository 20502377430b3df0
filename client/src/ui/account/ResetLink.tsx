import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { passwordFits } from "../../state/account";
import { NewPassword } from "./fields";
import { ArrivalCard, type LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";

/** A new password, for whoever has the link. */
export function ResetLink({ chat, link, looked, refused, close }: LinkProps) {
  const t = words.value;
  const password = useSignal("");
  const { asking, use } = useUse({ chat, link, refused });
  const busy = asking.busy.value;
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
        <div class="form-actions">
          <button type="button" class="sheet-button" onClick={close}>
            {strings.value.cancel}
          </button>
          <button
            type="submit"
            class="sheet-button main"
            aria-disabled={busy || !passwordFits(password.value)}
          >
            {busy ? t.working : t.links.resetGo}
          </button>
        </div>
      </form>
    </ArrivalCard>
  );
}
