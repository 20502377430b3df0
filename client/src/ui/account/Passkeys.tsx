import { useSignal } from "@preact/signals";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { type AccountInfo, addPasskey } from "../../state/account";
import type { AccountPage } from "../../state/account-page";
import { passkeysWork } from "../../state/passkeys";
import { useAsking } from "./asking";
import { End } from "./Credentials";
import { TextField } from "./fields";
import { Item } from "./Item";
import { Part } from "./Part";
import { when } from "./when";

/** The keys of one's devices: each opens the account without a password. */
export function Passkeys({ chat, page, info }: { chat: Chat; page: AccountPage; info: AccountInfo }) {
  const t = words.value;
  const label = useSignal("");
  const adding = useAsking();
  const removing = useAsking();
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await adding.run(() => addPasskey(chat, label.value.trim())))) return;
    label.value = "";
    await page.load();
  };
  return (
    <Part title={t.account.passkeys} state={t.account.count(info.passkeys.length)}>
      <p class="form-hint">{t.account.passkeysAbout}</p>
      {info.passkeys.length === 0 ? (
        <p class="account-none">{t.account.passkeysNone}</p>
      ) : (
        <ul class="account-list">
          {info.passkeys.map((key) => (
            <Item
              key={key.id}
              name={key.label || t.account.passkeys}
              about={key.last_used ? t.account.lastUsed(when(key.last_used)) : t.account.neverUsed}
            >
              <button
                type="button"
                class="plain-button"
                aria-label={t.removeOf(isolate(key.label))}
                aria-disabled={removing.busy.value}
                onClick={() => void removing.run(() => page.removeWay("passkeys", key.id))}
              >
                {t.remove}
              </button>
            </Item>
          ))}
        </ul>
      )}
      {passkeysWork() && (
        <form noValidate onSubmit={(event) => void add(event)}>
          <TextField
            label={t.account.passkeyLabel}
            value={label}
            optional
            problem="passkey-problem"
            input={{ type: "text", maxLength: 60, autocomplete: "off" }}
            changed={adding.forget}
          />
          <End
            asking={adding.trouble.value ? adding : removing.trouble.value ? removing : adding}
            id="passkey-problem"
            told=""
            word={t.account.passkeyAdd}
            off={false}
          />
        </form>
      )}
    </Part>
  );
}
