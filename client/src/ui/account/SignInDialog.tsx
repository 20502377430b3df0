import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { signIn, signInByPasskey, waysOf } from "../../state/account";
import { passkeysFill } from "../../state/passkeys";
import { dialog, type Shown } from "../app/stage";
import { Dialog } from "../parts/Dialog";
import { useAsking } from "./asking";
import { Forgot } from "./Forgot";
import { PasswordField, TextField } from "./fields";
import { Problem } from "./Problem";
import { Ways } from "./Ways";
import "./account.css";

interface Props {
  chat: Chat;
  next: Shown | null;
  /** Why a provider's word was not enough. */
  refused: string | null;
}

/** The way back to a name: a password, a passkey, or somebody who vouches for one. */
export function SignInDialog({ chat, next, refused }: Props) {
  const t = words.value;
  const name = useSignal("");
  const password = useSignal("");
  const forgot = useSignal(false);
  const asking = useAsking(refused);
  const busy = asking.busy.value;
  const you = chat.you.value;
  const guest = you !== null && chat.role.value === "guest";
  const passkeys = waysOf(chat.house.value).passkey;
  const close = (): void => {
    dialog.value = next;
  };
  const filling = useFilling(chat, passkeys && !forgot.value, close);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name.value.trim() === "" || password.value === "") return;
    filling.stop();
    if (await asking.run(() => signIn(chat, name.value.trim(), password.value))) close();
  };
  const byPasskey = async (): Promise<void> => {
    // The browser answers one question at a time.
    filling.stop();
    if (await asking.run(() => signInByPasskey(chat, new AbortController().signal))) close();
  };
  if (forgot.value)
    return (
      <Dialog title={t.signIn.forgotTitle} kind="account-dialog">
        <Forgot
          chat={chat}
          name={name}
          back={() => {
            forgot.value = false;
          }}
        />
      </Dialog>
    );
  return (
    <Dialog title={t.signIn.title} kind="account-dialog">
      {guest && (
        <div class="account-note">
          <p>{t.signIn.guest(isolate(you.name))}</p>
          <button
            type="button"
            class="plain-button"
            onClick={() => {
              dialog.value = { kind: "keep" };
            }}
          >
            {t.signIn.guestKeep}
          </button>
        </div>
      )}
      <form noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          label={t.name}
          value={name}
          problem="sign-in-problem"
          input={{
            type: "text",
            name: "username",
            autocomplete: "username webauthn",
            autocapitalize: "off",
            spellcheck: false,
            autofocus: true,
          }}
          changed={asking.forget}
        />
        <PasswordField
          label={t.password}
          value={password}
          problem="sign-in-problem"
          changed={asking.forget}
        />
        <Problem asking={asking} id="sign-in-problem" />
        <div class="form-actions">
          <button
            type="button"
            class="plain-button account-forgot"
            onClick={() => {
              forgot.value = true;
            }}
          >
            {t.signIn.forgot}
          </button>
          <button
            type="submit"
            class="sheet-button main"
            aria-disabled={busy || name.value.trim() === "" || password.value === ""}
          >
            {busy ? t.working : t.signIn.submit}
          </button>
        </div>
      </form>
      <Ways chat={chat} passkey={t.signIn.passkey} onPasskey={() => void byPasskey()} busy={busy} or />
    </Dialog>
  );
}

/** While the dialog stands, a passkey can be chosen in the list that the field of the name opens. */
function useFilling(chat: Chat, wanted: boolean, done: () => void): { stop: () => void } {
  const filling = useSignal<AbortController | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const ending = new AbortController();
    filling.value = ending;
    const wait = async (): Promise<void> => {
      if (!(await passkeysFill()) || ending.signal.aborted) return;
      const told = await signInByPasskey(chat, ending.signal, true);
      if (told.ok) done();
    };
    void wait();
    return () => ending.abort();
  }, [wanted]);
  return { stop: () => filling.peek()?.abort() };
}
