import { useSignal } from "@preact/signals";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { type AccountInfo, changePassword, passwordFits } from "../../state/account";
import type { AccountPage } from "../../state/account-page";
import { useAsking } from "./asking";
import { PasswordField, TextField } from "./fields";
import { Part } from "./Part";
import { Problem } from "./Problem";

/** Where a letter goes when the password is forgotten. */
export function EmailPart({ page, info }: { page: AccountPage; info: AccountInfo }) {
  const t = words.value;
  const claimed = info.email_claimed ?? "";
  const given = claimed || (info.email ?? "");
  const email = useSignal(given);
  const told = useSignal("");
  const asking = useAsking();
  const same = email.value.trim() === given;
  const put = async (address: string): Promise<void> => {
    if (await asking.run(() => page.setEmail(address))) told.value = t.account.emailSaved;
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!same) await put(email.value.trim());
  };
  const state = claimed ? t.account.emailOpen(isolate(claimed)) : info.email || t.account.emailNone;
  return (
    <Part title={t.email} state={state}>
      {claimed && (
        <div class="account-note" role="status">
          <p>{info.letters ? t.account.emailAsked(isolate(claimed)) : t.account.emailSilent}</p>
          {info.letters && (
            <button
              type="button"
              class="plain-button"
              aria-disabled={asking.busy.value}
              onClick={() => void put(claimed)}
            >
              {t.account.emailAgain}
            </button>
          )}
        </div>
      )}
      <form noValidate onSubmit={(event) => void save(event)}>
        <TextField
          label={t.email}
          value={email}
          optional
          hint={t.emailHint}
          problem="email-problem"
          invalid={asking.trouble.value !== null}
          input={{ type: "email", name: "email", autocomplete: "email", inputMode: "email" }}
          changed={() => {
            asking.forget();
            told.value = "";
          }}
        />
        <End asking={asking} id="email-problem" told={told.value} word={t.save} off={same} />
      </form>
    </Part>
  );
}

interface PasswordProps {
  chat: Chat;
  page: AccountPage;
  info: AccountInfo;
}

/** Changes the password, or sets the first one. */
export function PasswordPart({ chat, page, info }: PasswordProps) {
  const t = words.value;
  const old = useSignal("");
  const fresh = useSignal("");
  const told = useSignal("");
  const asking = useAsking();
  const ready = passwordFits(fresh.value) && (!info.has_password || old.value !== "");
  const changed = (): void => {
    asking.forget();
    told.value = "";
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    const before = info.has_password ? old.value : null;
    if (!(await asking.run(() => changePassword(chat, before, fresh.value)))) return;
    [old.value, fresh.value, told.value] = ["", "", t.account.passwordDone];
    await page.load();
  };
  return (
    <Part title={t.password} state={info.has_password ? t.account.passwordSet : t.account.passwordNone}>
      <p class="form-hint">{t.account.passwordAbout}</p>
      <form noValidate onSubmit={(event) => void save(event)}>
        <input
          class="unseen"
          type="text"
          name="username"
          autocomplete="username"
          value={info.you.name}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        {info.has_password && (
          <PasswordField label={t.oldPassword} value={old} problem="password-problem" changed={changed} />
        )}
        <PasswordField
          label={t.newPassword}
          value={fresh}
          fresh
          problem="password-problem"
          changed={changed}
        />
        <End
          instead={{ sign_in_failed: t.reasons["wrong_password"] ?? "" }}
          asking={asking}
          id="password-problem"
          told={told.value}
          word={t.save}
          off={!ready}
        />
      </form>
    </Part>
  );
}

interface EndProps {
  instead?: Readonly<Record<string, string>>;
  asking: ReturnType<typeof useAsking>;
  id: string;
  told: string;
  word: string;
  off: boolean;
}

/** What came of it, and the button. */
export function End({ instead = {}, asking, id, told, word, off }: EndProps) {
  const t = words.value;
  return (
    <div class="account-end">
      {told === "" ? (
        <Problem asking={asking} id={id} instead={instead} />
      ) : (
        <p class="form-problem told" role="status">
          {told}
        </p>
      )}
      <button type="submit" class="sheet-button" aria-disabled={off || asking.busy.value}>
        {asking.busy.value ? t.working : word}
      </button>
    </div>
  );
}
