import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import type { Person } from "../../wire.gen";
import type { Doing } from "./doing";

interface Props {
  chat: Chat;
  person: Person;
  doing: Doing;
  /** It was done: the list is asked for anew. */
  again: () => void;
}

/** The place gets another owner; one's own name has to be typed, for only the new one can give it back. */
export function HandOver({ chat, person, doing, again }: Props) {
  const t = adminStrings.strings.value.people;
  const [name, secret] = [useId(), useId()];
  const typed = useSignal("");
  const password = useSignal("");
  const own = chat.you.value?.name ?? "";
  const sure = own !== "" && typed.value.trim() === own;
  const give = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!sure) return;
    const given = {
      name: typed.value.trim(),
      ...(password.value === "" ? {} : { password: password.value }),
    };
    // The session is made anew with the lower rank.
    const ask = () => chat.renew(() => chat.api.ask("POST", `admin/people/${person.id}/ownership`, given));
    if (!(await doing.run(ask, t.given(isolate(person.name))))) return;
    [typed.value, password.value] = ["", ""];
    again();
  };
  return (
    <details class="admin-remove">
      <summary>{t.give}</summary>
      <form noValidate onSubmit={(event) => void give(event)}>
        <p class="form-hint">{t.giveHint(isolate(person.name))}</p>
        <div class="form-field">
          <label class="form-label" for={name}>
            {t.giveName(isolate(own))}
          </label>
          <input
            id={name}
            class="form-input"
            autocomplete="off"
            spellcheck={false}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </div>
        <div class="form-field">
          <label class="form-label" for={secret}>
            {t.givePassword}
          </label>
          <input
            id={secret}
            class="form-input"
            type="password"
            autocomplete="current-password"
            value={password.value}
            onInput={(event) => {
              password.value = event.currentTarget.value;
            }}
          />
        </div>
        <div class="admin-actions">
          <button type="submit" class="sheet-button grave" aria-disabled={!sure || doing.busy.value}>
            {t.give}
          </button>
        </div>
      </form>
    </details>
  );
}
