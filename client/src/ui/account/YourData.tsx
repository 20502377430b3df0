import { useSignal } from "@preact/signals";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import type { AccountInfo } from "../../state/account";
import type { AccountPage } from "../../state/account-page";
import { Icon } from "../parts/Icon";
import { useAsking } from "./asking";
import { PasswordField, TextField } from "./fields";
import { Part } from "./Part";
import { Problem } from "./Problem";

/** All that is kept of one, in a file. */
export function YourData() {
  const t = words.value;
  return (
    <Part title={t.account.data}>
      <div class="account-end">
        <p class="form-hint">{t.account.exportAbout}</p>
        <a class="sheet-button way" href="/api/v1/me/export" download>
          <Icon name="save" size={18} />
          {t.account.exportGo}
        </a>
      </div>
    </Part>
  );
}

/** The end of it: one's name has to be typed. */
export function Removal({ chat, page, info }: { chat: Chat; page: AccountPage; info: AccountInfo }) {
  const t = words.value;
  const typed = useSignal("");
  const password = useSignal("");
  const asking = useAsking();
  const name = chat.you.value?.name ?? info.you.name;
  const ready = typed.value.trim() === name && (!info.has_password || password.value !== "");
  const remove = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (ready) await asking.run(() => page.remove(name, password.value));
  };
  return (
    <Part title={t.account.remove} grave>
      <p class="account-warning">{t.account.removeAbout}</p>
      <form noValidate onSubmit={(event) => void remove(event)}>
        <TextField
          label={t.account.removeName(isolate(name))}
          value={typed}
          problem="removal-problem"
          input={{ type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: false }}
          changed={asking.forget}
        />
        {info.has_password && (
          <PasswordField
            label={t.password}
            value={password}
            problem="removal-problem"
            changed={asking.forget}
          />
        )}
        <div class="account-end">
          <Problem
            asking={asking}
            id="removal-problem"
            instead={{ sign_in_failed: t.reasons["wrong_password"] ?? "" }}
          />
          <button type="submit" class="sheet-button grave" aria-disabled={!ready || asking.busy.value}>
            {asking.busy.value ? t.working : t.account.removeGo}
          </button>
        </div>
      </form>
    </Part>
  );
}
