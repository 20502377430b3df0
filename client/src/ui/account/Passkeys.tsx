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
  const renamed = useSignal<string | number | null>(null);
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
                aria-label={t.account.passkeyRenameOf(isolate(key.label || t.account.passkeys))}
                aria-expanded={renamed.value === key.id}
                onClick={() => {
                  renamed.value = renamed.value === key.id ? null : key.id;
                }}
              >
                {t.account.passkeyRename}
              </button>
              <button
                type="button"
                class="plain-button"
                aria-label={t.removeOf(isolate(key.label))}
                aria-disabled={removing.busy.value}
                onClick={() => void removing.run(() => page.removeWay("passkeys", key.id))}
              >
                {t.remove}
              </button>
              {renamed.value === key.id && (
                <Rename
                  page={page}
                  id={key.id}
                  label={key.label}
                  done={() => {
                    renamed.value = null;
                  }}
                />
              )}
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

interface RenameProps {
  page: AccountPage;
  id: string | number;
  label: string;
  done: () => void;
}

/** Another name for a key, below it in the list. */
function Rename({ page, id, label, done }: RenameProps) {
  const t = words.value;
  const written = useSignal(label);
  const asking = useAsking();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (
      written.value.trim() === label ||
      (await asking.run(() => page.renamePasskey(id, written.value.trim())))
    )
      done();
  };
  return (
    <form class="account-rename" noValidate onSubmit={(event) => void save(event)}>
      <TextField
        label={t.account.passkeyLabel}
        value={written}
        problem="rename-problem"
        input={{ type: "text", maxLength: 60, autocomplete: "off", autofocus: true }}
        changed={asking.forget}
      />
      <End asking={asking} id="rename-problem" told="" word={t.save} off={false} />
    </form>
  );
}
