import { useSignal } from "@preact/signals";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import type { Person } from "../../wire.gen";
import { useAsked } from "./asked";
import { momentOf, numberOf } from "./figures";
import { Loaded } from "./Loaded";
import { More } from "./More";
import { roleName } from "./People";
import type { SectionProps } from "./sections";
import "./AuditLog.css";

interface Entry {
  id: number;
  at: number;
  made_by: Person | null;
  action: string;
  person: Person | null;
  room: number | null;
  reason: string;
  detail: Readonly<Record<string, unknown>>;
}

interface AuditPage {
  entries: readonly Entry[];
  next: number | null;
}

const PAGE = 50;

/** Who did what and when; never what was said. */
export function AuditLog({ chat }: SectionProps) {
  const t = adminStrings.strings.value.audit;
  const person = useSignal("");
  const action = useSignal("");
  const asked = useAsked<AuditPage>(chat, `audit?limit=${PAGE}`);
  const wanted = person.value.trim().toLowerCase();
  const fits = (entry: Entry): boolean =>
    (action.value === "" || entry.action === action.value) &&
    (wanted === "" ||
      [entry.made_by, entry.person].some((each) => each?.name.toLowerCase().includes(wanted)));
  return (
    <Loaded asked={asked}>
      {({ entries, next }) => {
        const shown = entries.filter(fits);
        const actions = [...new Set([...entries.map((entry) => entry.action), action.value])].filter(Boolean);
        return (
          <>
            <div class="sanction-row">
              <label class="form-field">
                <span class="form-label">{t.person}</span>
                <input
                  class="form-input"
                  type="search"
                  autocomplete="off"
                  placeholder={t.personHint}
                  value={person.value}
                  onInput={(event) => {
                    person.value = event.currentTarget.value;
                  }}
                />
              </label>
              <label class="form-field">
                <span class="form-label">{t.action}</span>
                <select
                  class="form-input"
                  value={action.value}
                  onChange={(event) => {
                    action.value = event.currentTarget.value;
                  }}
                >
                  <option value="">{t.anyAction}</option>
                  {actions.sort().map((each) => (
                    <option key={each} value={each}>
                      {t.actions[each] ?? each}
                    </option>
                  ))}
                </select>
              </label>
            </div>
            <p class="form-hint" role="status">
              {shown.length === 0 && t.empty}
            </p>
            <ol class="admin-list">
              {shown.map((entry) => (
                <Line key={entry.id} chat={chat} entry={entry} />
              ))}
            </ol>
            <More
              asked={asked}
              path={next === null ? null : `audit?limit=${PAGE}&before=${next}`}
              join={(now, more) => ({ entries: [...now.entries, ...more.entries], next: more.next })}
            />
          </>
        );
      }}
    </Loaded>
  );
}

function Line({ chat, entry }: { chat: SectionProps["chat"]; entry: Entry }) {
  const t = adminStrings.strings.value.audit;
  const { at, made_by, action, person, room, reason, detail } = entry;
  const known = chat.rooms.value.find(({ id }) => id === room);
  return (
    <li class="audit-entry">
      <p class="audit-what">
        <b>{made_by ? <bdi>{made_by.name}</bdi> : t.server}</b>
        <span>{t.actions[action] ?? action}</span>
        {person && person.id !== made_by?.id && <bdi>{person.name}</bdi>}
        {room !== null && <span>{t.room(isolate(known?.title || known?.name || String(room)))}</span>}
      </p>
      {reason && (
        <p class="audit-more">
          <bdi>{t.reason(reason)}</bdi>
        </p>
      )}
      {Object.keys(detail).length > 0 && (
        <p class="audit-more audit-detail">
          {Object.entries(detail).map(([name, value]) => (
            <span key={name}>
              {wordFor(name)}: <bdi>{wordsOf(name, value)}</bdi>
            </span>
          ))}
        </p>
      )}
      <p class="audit-more">
        <time dateTime={new Date(at).toISOString()}>{momentOf(at)}</time>
      </p>
    </li>
  );
}

/** The name of a detail: of a setting as it is called here. */
function wordFor(name: string): string {
  const fields: Readonly<Record<string, { label: string }>> = adminStrings.strings.value.fields;
  return fields[name]?.label ?? adminStrings.strings.value.audit.details[name] ?? name;
}

function wordsOf(name: string, value: unknown): string {
  const t = adminStrings.strings.value;
  if (typeof value === "boolean") return value ? t.on : t.off;
  if (name === "role") return roleName(String(value));
  if (value === null || value === "") return t.none;
  if (typeof value === "number") return numberOf(value);
  return typeof value === "object" ? JSON.stringify(value) : (t.audit.values[String(value)] ?? String(value));
}
