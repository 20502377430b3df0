import { useSignal } from "@preact/signals";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { changePassword, keepByPasskey, keepName, passwordFits } from "../../state/account";
import { dialog } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import { Dialog } from "../parts/Dialog";
import { useAsking } from "./asking";
import { FormActions } from "./FormActions";
import { NewPassword, TextField } from "./fields";
import { Problem } from "./Problem";
import { Ways } from "./Ways";
import "./account.css";

/** A guest makes an account of the name that it has: everything stays. */
export function KeepDialog({ chat }: { chat: Chat }) {
  const t = words.value;
  const password = useSignal("");
  const email = useSignal("");
  const kept = useSignal(false);
  /** The account is there, and the device gave no passkey: what comes now is added to it. */
  const made = useSignal(false);
  const asking = useAsking();
  const you = chat.you.value;
  const name = isolate(you?.name ?? chat.proposedName.value);
  const busy = asking.busy.value;
  const close = (): void => {
    dialog.value = null;
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!passwordFits(password.value)) return;
    const done = await asking.run(() =>
      made.peek()
        ? changePassword(chat, null, password.value)
        : keepName(chat, password.value, email.value.trim()),
    );
    if (done) kept.value = true;
  };
  const byPasskey = async (): Promise<void> => {
    const done = await asking.run(() => keepByPasskey(chat, !made.peek(), ""));
    made.value ||= asking.trouble.peek()?.code.startsWith("passkey_") ?? false;
    if (done) kept.value = true;
  };
  if (kept.value)
    return (
      <Dialog title={t.keep.title} kind="account-dialog">
        <div class="account-done" role="status">
          {you && <Avatar person={you} />}
          <h3>{t.keep.done(name)}</h3>
          <p>{t.keep.doneText}</p>
        </div>
        <div class="form-actions">
          <button type="button" class="sheet-button main" autofocus onClick={close}>
            {t.done}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t.keep.title} kind="account-dialog">
      <p class="over-sheet-text">{t.keep.about(name)}</p>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <NewPassword
          label={t.password}
          name={you?.name}
          value={password}
          problem="keep-problem"
          invalid={asking.trouble.value?.field === "password"}
          changed={asking.forget}
        />
        <TextField
          label={t.email}
          value={email}
          optional
          hint={t.emailHint}
          problem="keep-problem"
          invalid={asking.trouble.value?.field === "email"}
          input={{ type: "email", autocomplete: "email", inputMode: "email", name: "email" }}
          changed={asking.forget}
        />
        <Problem asking={asking} id="keep-problem" />
        <FormActions word={t.keep.submit} busy={busy} ready={passwordFits(password.value)} close={close} />
      </form>
      <Ways chat={chat} passkey={t.keep.withPasskey} onPasskey={() => void byPasskey()} busy={busy} or />
      <p class="account-aside">
        <button
          type="button"
          class="plain-button"
          onClick={() => {
            dialog.value = { kind: "sign-in" };
          }}
        >
          {t.keep.have}
        </button>
      </p>
    </Dialog>
  );
}
