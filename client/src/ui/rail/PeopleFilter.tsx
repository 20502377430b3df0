import type { Signal } from "@preact/signals";
import { strings } from "../../i18n/language";
import { needReadings } from "../../text/pinyin";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";

interface Props {
  text: Signal<string>;
  /** How many have such a name. */
  found: number;
  /** Enter: the first of them. */
  pick: () => void;
}

/** Leaves those of a long list whose name has what is typed, by its characters or by its pinyin. */
export function PeopleFilter({ text, found, pick }: Props) {
  const t = strings.value;
  const filters = text.value.trim() !== "";
  const onKeyDown = (event: KeyboardEvent): void => {
    if (composing(event) || !filters) return;
    if (event.key === "Enter") pick();
    else if (event.key === "Escape") {
      // What is around the list closes with the next one.
      event.stopPropagation();
      text.value = "";
    } else return;
    event.preventDefault();
  };
  return (
    <div class="people-filter">
      <Icon name="search" size={16} />
      <input
        type="search"
        class="people-filter-field"
        aria-label={t.filterPeople}
        placeholder={t.filterPeople}
        autocomplete="off"
        spellcheck={false}
        value={text.value}
        onFocus={() => void needReadings()}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={onKeyDown}
      />
      <span class="unseen" role="status">
        {filters && t.peopleFound(found)}
      </span>
    </div>
  );
}
