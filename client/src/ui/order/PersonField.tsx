import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { orderStrings } from "../../i18n/order";
import type { Person } from "../../wire.gen";
import { Avatar } from "../parts/Avatar";
import { useCombobox } from "../parts/combobox";
import { useFoundPeople } from "../parts/found-people";

const SHOWN = 8;

interface Props {
  chat: Chat;
  /** Who is not offered. */
  but: ReadonlySet<number>;
  choose: (person: Person) => void;
}

/** Finds one person by the beginning of a name. */
export function PersonField({ chat, but, choose }: Props) {
  const t = orderStrings.value;
  const id = useId();
  const text = useSignal("");
  const found = useFoundPeople(chat, text.value);
  const options = found.filter((person) => !but.has(person.id)).slice(0, SHOWN);
  const pick = (person: Person): void => {
    text.value = "";
    box.anew();
    choose(person);
  };
  const box = useCombobox({ id: `${id}list`, label: t.addMember, text, options, choose: pick });
  return (
    <div class="form-field">
      <label class="form-label" for={id}>
        {t.addMember}
      </label>
      <input {...box.field} id={id} class="form-input" placeholder={t.addHint} />
      <div {...box.list} class="person-options" hidden={options.length === 0}>
        {options.map((person, i) => (
          <div key={person.id} {...box.option(person, i)} class="person-option">
            <Avatar person={person} small />
            <bdi class="one-line">{person.name}</bdi>
          </div>
        ))}
      </div>
    </div>
  );
}
