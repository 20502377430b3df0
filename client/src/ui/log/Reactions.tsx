import type { Message } from "../../contract";
import { listed } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Reaction } from "../../wire.gen";
import { Icon } from "../parts/Icon";
import { show, spotOf } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import { canReact } from "./actions";
import { circumstances, toggleReaction } from "./deeds";
import "./Reactions.css";

/** So many of those who reacted are named. */
const NAMED = 8;

/** The reactions to a message: each a button that adds one's own or takes it back. */
export function Reactions({ message }: { message: Message }) {
  const screen = useScreen();
  const t = strings.value.talk;
  const can = canReact(message, { ...circumstances(screen), me: screen.chat.you.value?.id ?? null });
  return (
    <ul class="reactions">
      {message.folded.reactions?.map((reaction) => (
        <li key={reaction.emoji}>
          <One message={message} reaction={reaction} can={can} />
        </li>
      ))}
      {can && (
        <li>
          <button
            type="button"
            class="reaction add"
            aria-label={t.react}
            title={t.react}
            aria-haspopup="dialog"
            onClick={(event) => show({ kind: "react", message, at: spotOf(event.currentTarget) })}
          >
            <Icon name="smile" size={16} />
          </button>
        </li>
      )}
    </ul>
  );
}

function One({ message, reaction, can }: { message: Message; reaction: Reaction; can: boolean }) {
  const screen = useScreen();
  const { emoji, people } = reaction;
  const me = screen.chat.you.value?.id ?? null;
  const names = useNames(people);
  return (
    <button
      type="button"
      class={`reaction ${me !== null && people.includes(me) ? "mine" : ""}`}
      aria-pressed={me !== null && people.includes(me)}
      aria-label={`${emoji} ${people.length} ${names}`}
      aria-disabled={!can}
      title={names}
      onClick={() => {
        if (can) toggleReaction(screen, message, emoji);
      }}
    >
      <span class="reaction-emoji">{emoji}</span>
      <span class="reaction-count">{people.length}</span>
    </button>
  );
}

/** The names of people by their ids, oneself last, the first of many. */
export function useNames(people: readonly number[], most = NAMED): string {
  const { chat } = useScreen();
  const t = strings.value.talk;
  const me = chat.you.value?.id ?? null;
  const others = people.filter((person) => person !== me).slice(0, most);
  const names = others.map((person) => chat.nameOf(person).value || "…");
  if (me !== null && people.includes(me)) names.push(t.yourself);
  const more = people.length - names.length;
  // English counts the others, Chinese counts all.
  return more > 0
    ? t.others(listed(names, true), strings.value.countsAll ? people.length : more)
    : listed(names);
}
