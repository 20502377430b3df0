import { byName } from "../i18n/format";
import { strings } from "../i18n/language";
import type { Person } from "../wire.gen";
import { Avatar } from "./Avatar";
import { Icon } from "./Icon";
import { useScreen } from "./screen";
import "./PeopleList.css";

/** Who is here: oneself first, then by name; a press addresses that person. */
export function PeopleList({ onPick }: { onPick: () => void }) {
  const { chat, view, compose } = useScreen();
  const t = strings.value;
  const you = chat.you.value;
  const count = view.count.value;
  const people = view.people.value;
  const others = people.filter(({ id }) => id !== you?.id).sort((a, b) => byName(a.name, b.name));
  const pick = (person: Person): void => {
    onPick();
    compose.pick(person);
  };
  return (
    <div class="people">
      <h2 class="people-heading">
        {t.online} <span class="people-count">{count}</span>
      </h2>
      <ul class="people-list">
        {you && people.some(({ id }) => id === you.id) && (
          <li class="person me">
            <Avatar person={you} small />
            <bdi class="one-line" title={you.name}>
              {you.name}
            </bdi>
            <span class="person-note">{t.you}</span>
          </li>
        )}
        {others.map((person) => (
          <li key={person.id}>
            <button type="button" class="person" title={person.name} onClick={() => pick(person)}>
              <Avatar person={person} small />
              <bdi class="one-line">{person.name}</bdi>
              <span class="unseen">{t.whisperHint}</span>
              <span class="person-hint">
                <Icon name="lock" size={15} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {people.length === 0 && count > 0 && <p class="people-note">{t.manyPeople(count)}</p>}
      {others.length === 0 && count <= 1 && view.phase.value === "ready" && (
        <p class="people-note">{t.alone}</p>
      )}
    </div>
  );
}
