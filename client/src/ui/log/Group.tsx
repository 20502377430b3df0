import { exactly, isolate, timeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Person } from "../../wire.gen";
import { RoleBadge } from "../order/RoleBadge";
import { Avatar } from "../parts/Avatar";
import { hueOf } from "../parts/hue";
import { Icon } from "../parts/Icon";
import { show, spotOf } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import { Own } from "./Own";
import type { GroupRow } from "./rows";
import { Said } from "./Said";
import "./Group.css";

/** What one person said in a row, under one name and one time. */
export function Group({ group }: { group: GroupRow }) {
  const { chat } = useScreen();
  const t = strings.value;
  const { author, to, entries, action } = group;
  const at = entries[0]?.at ?? 0;
  const mine = author.id === (chat.you.value?.id ?? 0);
  // Before the server said who one is, one's own waiting messages stand here already.
  const name = author.name || t.you;
  const person = { ...author, name };
  const card = (event: { currentTarget: Element }): void => {
    if (author.id !== 0) show({ kind: "person", person, at: spotOf(event.currentTarget) });
  };
  const said = entries.map((entry) =>
    entry.kind === "said" ? (
      <Said key={entry.key} message={entry.message} />
    ) : (
      <Own key={entry.key} message={entry.message} />
    ),
  );
  if (group.gone) return <div class="group gone">{said}</div>;
  const kind = `${group.whisper ? "whispered" : ""} ${action ? "doing" : ""}`;
  return (
    <article class={`group ${kind}`} aria-label={name}>
      {/* The name beside it is the same button, for the keyboard too. */}
      <button type="button" class="group-avatar" tabIndex={-1} aria-hidden="true" onClick={card}>
        <Avatar person={person} small={action} />
      </button>
      <div class="group-side">
        <header class="group-head">
          <button
            type="button"
            class={`group-name ${hueOf(author.id)}`}
            title={name}
            aria-haspopup="dialog"
            onClick={card}
          >
            <bdi>{name}</bdi>
          </button>
          <RoleBadge person={author.id} />
          {!action && <Time at={at} />}
          {to && <Whisper to={to} mine={mine} />}
        </header>
        {said}
      </div>
    </article>
  );
}

function Time({ at }: { at: number }) {
  return (
    <time class="group-time" dateTime={new Date(at).toISOString()} title={exactly(at)}>
      {timeOf(at)}
    </time>
  );
}

function Whisper({ to, mine }: { to: Person; mine: boolean }) {
  const t = strings.value;
  return (
    <span class="group-tag">
      <Icon name="lock" size={13} />
      <span>{mine ? t.whisperOnly(isolate(to.name)) : t.whisperFrom}</span>
    </span>
  );
}
