import { type Signal, useSignal } from "@preact/signals";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { useAsking } from "./asking";
import { TextField } from "./fields";
import { Problem } from "./Problem";

/** Asks for a letter; what is said is the same whether such a name exists or not. */
export function Forgot({ chat, name, back }: { chat: Chat; name: Signal<string>; back: () => void }) {
  const t = words.value;
  const asking = useAsking();
  const done = useSignal(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name.value.trim() === "") return;
    if (await asking.run(() => chat.api.ask("POST", "resets", { name: name.value.trim() })))
      done.value = true;
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <p class="over-sheet-text" role="status">
        {done.value ? t.signIn.forgotDone : t.signIn.forgotText}
      </p>
      {!done.value && (
        <TextField
          label={t.name}
          value={name}
          problem="forgot-problem"
          input={{
            type: "text",
            name: "username",
            autocomplete: "username",
            autocapitalize: "off",
            spellcheck: false,
            autofocus: true,
          }}
          changed={asking.forget}
        />
      )}
      <Problem asking={asking} id="forgot-problem" />
      <div class="form-actions">
        <button type="button" class="sheet-button" onClick={back}>
          {t.back}
        </button>
        {!done.value && (
          <button
            type="submit"
            class="sheet-button main"
            aria-disabled={asking.busy.value || name.value.trim() === ""}
          >
            {asking.busy.value ? t.working : t.signIn.forgotSubmit}
          </button>
        )}
      </div>
    </form>
  );
}
