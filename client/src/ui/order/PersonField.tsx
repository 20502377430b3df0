import { useSignal } from "@preact/signals";
import { useEffect, useId, useState } from "preact/hooks";
import type { Chat } from "../../contract";
import { orderStrings } from "../../i18n/order";
import type { Person } from "../../wire.gen";
import { Avatar } from "../parts/Avatar";
import { composing } from "../parts/keys";

const REST_MS = 200;
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
  const active = useSignal(0);
  const [found, setFound] = useState<readonly Person[]>([]);
  const wanted = text.value.trim();
  useEffect(() => {
    if (wanted === "") {
      setFound([]);
      return;
    }
    let asked = true;
    const timer = setTimeout(() => {
      void chat.findPeople(wanted).then((people) => asked && setFound(people));
    }, REST_MS);
    return () => {
      asked = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  const options = found.filter((person) => !but.has(person.id)).slice(0, SHOWN);
  const at = Math.min(active.value, options.length - 1);
  const pick = (person: Person | undefined): void => {
    if (!person) return;
    text.value = "";
    active.value = 0;
    choose(person);
  };
  return (
    <div class="form-field">
      <label class="form-label" for={id}>
        {t.addMember}
      </label>
      <input
        id={id}
        class="form-input"
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={options.length > 0 ? `${id}-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={t.addHint}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          active.value = 0;
        }}
        onKeyDown={(event) => {
          if (composing(event) || options.length === 0) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined) active.value = (at + step + options.length) % options.length;
          else if (event.key === "Enter") pick(options[at]);
          else return;
          event.preventDefault();
        }}
      />
      <div
        id={`${id}list`}
        role="listbox"
        aria-label={t.addMember}
        class="person-options"
        hidden={options.length === 0}
      >
        {options.map((person, i) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
          <div
            key={person.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            class="person-option"
            onClick={() => pick(person)}
          >
            <Avatar person={person} small />
            <bdi class="one-line">{person.name}</bdi>
          </div>
        ))}
      </div>
    </div>
  );
}
