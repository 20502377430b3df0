import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Avatar } from "../parts/Avatar";
import { useScreen } from "../parts/screen";
import "./Unclear.css";

/** Why a message that begins with @ was not sent, and what could be meant. */
export function Unclear() {
  const { compose } = useScreen();
  const unclear = compose.sending.unclear.value;
  const t = strings.value;
  if (!unclear) return null;
  const { name, choices, rest } = unclear;
  return (
    <div class="unclear" role="alert">
      <p>{choices.length > 1 ? t.several(isolate(name)) : t.nobody(isolate(name))}</p>
      <div class="unclear-choices">
        {choices.map((person) => (
          <button
            key={person.id}
            type="button"
            class="unclear-choice"
            onClick={() => compose.pick(person, rest)}
          >
            <Avatar person={person} small />
            <bdi class="one-line">{person.name}</bdi>
          </button>
        ))}
        <button type="button" class="unclear-choice" onClick={() => compose.sending.sendAsText()}>
          {t.sendToAll}
        </button>
      </div>
    </div>
  );
}
