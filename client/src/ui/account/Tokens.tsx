import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import type { AccountPage } from "../../state/account-page";
import { useAsking } from "./asking";
import { End } from "./Credentials";
import { TextField } from "./fields";
import { Item } from "./Item";
import { Part } from "./Part";
import { Secret } from "./Secret";
import { when } from "./when";

/** With these, programs act in one's name. */
export function Tokens({ page }: { page: AccountPage }) {
  const t = words.value;
  const label = useSignal("");
  const token = useSignal("");
  const making = useAsking();
  const ending = useAsking();
  const tokens = page.tokens();
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (label.value.trim() === "") return;
    const made = await making.run(() => page.makeToken(label.value.trim()));
    if (!made) return;
    token.value = made.value.token;
    label.value = "";
  };
  return (
    <Part
      title={t.account.tokens}
      state={tokens.length === 0 ? t.account.tokensNone : t.account.count(tokens.length)}
      // What is shown once is not shown again to whoever unfolds it later.
      onToggle={(open) => {
        if (!open) token.value = "";
      }}
    >
      <p class="form-hint">{t.account.tokensAbout}</p>
      {token.value !== "" && (
        <div class="account-once" role="status">
          <p>{t.account.tokenOnce}</p>
          <Secret text={token.value} label={t.account.tokenOnce} />
        </div>
      )}
      {tokens.length > 0 && (
        <ul class="account-list">
          {tokens.map((each) => (
            <Item
              key={each.id}
              name={each.label}
              about={each.last_seen ? t.account.lastUsed(when(each.last_seen)) : t.account.neverUsed}
            >
              <button
                type="button"
                class="plain-button"
                aria-label={t.removeOf(isolate(each.label))}
                aria-disabled={ending.busy.value}
                onClick={() => void ending.run(() => page.end(each.id))}
              >
                {t.remove}
              </button>
            </Item>
          ))}
        </ul>
      )}
      <form noValidate onSubmit={(event) => void make(event)}>
        <TextField
          label={t.account.tokenLabel}
          value={label}
          problem="token-problem"
          input={{ type: "text", maxLength: 60, autocomplete: "off" }}
          changed={making.forget}
        />
        <End
          asking={ending.trouble.value ? ending : making}
          id="token-problem"
          told=""
          word={t.account.tokenMake}
          off={label.value.trim() === ""}
        />
      </form>
    </Part>
  );
}
