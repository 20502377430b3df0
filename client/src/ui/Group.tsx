import { exactly, isolate, timeOf } from "../i18n/format";
import { strings } from "../i18n/language";
import { Avatar } from "./Avatar";
import { hueOf } from "./hue";
import { Icon } from "./Icon";
import { Own } from "./Own";
import type { Row } from "./rows";
import { Said } from "./Said";
import { useScreen } from "./screen";
import "./Group.css";

/** What one person said in a row, under one name and one time. */
export function Group({ group }: { group: Extract<Row, { kind: "group" }> }) {
  const { chat } = useScreen();
  const t = strings.value;
  const { author, to, entries } = group;
  const at = entries[0]?.at ?? 0;
  const mine = author.id === (chat.you.value?.id ?? 0);
  // Before the server said who one is, one's own waiting messages stand here already.
  const name = author.name || t.you;
  return (
    <article class={`group ${group.whisper ? "whispered" : ""}`} aria-label={name}>
      <Avatar person={{ ...author, name }} />
      <div class="group-side">
        <header class="group-head">
          <b class={`group-name ${hueOf(author.id)}`} title={name}>
            <bdi>{name}</bdi>
          </b>
          <time class="group-time" dateTime={new Date(at).toISOString()} title={exactly(at)}>
            {timeOf(at)}
          </time>
          {to && (
            <span class="group-tag">
              <Icon name="lock" size={13} />
              <span>{mine ? t.whisperOnly(isolate(to.name)) : t.whisperFrom}</span>
            </span>
          )}
        </header>
        {entries.map((entry) =>
          entry.kind === "said" ? (
            <Said key={entry.key} message={entry.message} />
          ) : (
            <Own key={entry.key} message={entry.message} />
          ),
        )}
      </div>
    </article>
  );
}
