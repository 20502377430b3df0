import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import type { Person } from "../../wire.gen";
import type { Doing } from "./doing";
import { TypeToConfirm } from "./TypeToConfirm";

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
  const secret = useId();
  const password = useSignal("");
  const own = chat.you.value?.name ?? "";
  const give = async (name: string): Promise<boolean> => {
    const given = { name, ...(password.value === "" ? {} : { password: password.value }) };
    // The session is made anew with the lower rank.
    const ask = () => chat.renew(() => chat.api.ask("POST", `admin/people/${person.id}/ownership`, given));
    if (!(await doing.run(ask, t.given(isolate(person.name))))) return false;
    password.value = "";
    again();
    return true;
  };
  return (
    <TypeToConfirm
      word={t.give}
      hint={t.giveHint(isolate(person.name))}
      label={t.giveName(isolate(own))}
      expected={own}
      doing={doing}
      act={give}
    >
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
    </TypeToConfirm>
  );
}
