import { strings } from "../i18n/language";
import type { Person } from "../wire.gen";
import { Avatar } from "./Avatar";
import "./Completion.css";

interface Props {
  options: readonly Person[];
  active: number;
  /** The ids of who is present now. */
  here: ReadonlySet<number>;
  choose: (person: Person) => void;
}

/** The people that an @ may mean; the text field keeps the focus and says which one is active. */
export function Completion({ options, active, here, choose }: Props) {
  const t = strings.value;
  return (
    <div class="completion">
      <span class="unseen" role="status">
        {t.found(options.length)}
      </span>
      <div id="completion" role="listbox" aria-label={t.pickPerson}>
        {options.map((person, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys (aria-activedescendant).
          // biome-ignore lint/a11y/useFocusableInteractive: as above.
          <div
            key={person.id}
            id={`option-${i}`}
            class={`option ${here.has(person.id) ? "" : "away"}`}
            role="option"
            aria-selected={i === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(person)}
          >
            <Avatar person={person} small />
            <bdi class="one-line">{person.name}</bdi>
          </div>
        ))}
      </div>
    </div>
  );
}
