import { useSignal } from "@preact/signals";
import { adminStrings } from "../../i18n/admin";
import { isolate, lasting } from "../../i18n/format";
import type { Person } from "../../wire.gen";
import { ALL, AuditFilters, type AuditWanted, auditPath } from "./AuditFilters";
import { useAsked } from "./asked";
import { momentOf, numberOf } from "./figures";
import { Loaded } from "./Loaded";
import { More } from "./More";
import { roleName } from "./People";
import { type KnownRoom, type RoomsAnswer, titleOf } from "./RoomsPage";
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

/** Who did what and when; never what was said. The server looks for what is wanted, however old it is. */
export function AuditLog({ chat }: SectionProps) {
  const t = adminStrings.strings.value.audit;
  const wanted = useSignal<AuditWanted>(ALL);
  const asked = useAsked<AuditPage>(chat, auditPath(wanted.value, PAGE));
  // Those too that one may not enter: what was done there is told here.
  const rooms = useAsked<RoomsAnswer>(chat, "admin/rooms").value.value?.rooms ?? [];
  return (
    <>
      <AuditFilters chat={chat} rooms={rooms} wanted={wanted} />
      <Loaded asked={asked}>
        {({ entries, next }) => (
          <>
            <p class="form-hint" role="status">
              {entries.length === 0 && t.empty}
            </p>
            <ol class="admin-list">
              {entries.map((entry) => (
                <Line key={entry.id} rooms={rooms} entry={entry} />
              ))}
            </ol>
            <More
              asked={asked}
              path={next === null ? null : auditPath(wanted.value, PAGE, next)}
              join={(now, more) => ({ entries: [...now.entries, ...more.entries], next: more.next })}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

function Line({ rooms, entry }: { rooms: readonly KnownRoom[]; entry: Entry }) {
  const t = adminStrings.strings.value.audit;
  const { at, made_by, action, person, room, reason, detail } = entry;
  const known = rooms.find(({ id }) => id === room);
  const told = Object.entries(detail).filter(([name, value]) => !SILENT.has(name) && value !== false);
  return (
    <li class="audit-entry">
      <p class="audit-what">
        <b>{made_by ? <bdi>{made_by.name}</bdi> : t.server}</b>
        <span class="audit-deed">{t.actions[action] ?? action}</span>
        {person && person.id !== made_by?.id && <bdi>{person.name}</bdi>}
        {room !== null && <span>{t.room(isolate(known ? titleOf(known) : String(room)))}</span>}
        <time class="audit-time" dateTime={new Date(at).toISOString()}>
          {momentOf(at)}
        </time>
      </p>
      {reason && (
        <p class="audit-more">
          <bdi>{t.reason(reason)}</bdi>
        </p>
      )}
      {told.length > 0 && (
        <p class="audit-more audit-detail">
          {told.map(([name, value]) => (
            <span key={name}>
              {wordFor(name)}: <bdi>{wordsOf(name, value)}</bdi>
            </span>
          ))}
        </p>
      )}
    </li>
  );
}

/** The name of a detail: of a setting as it is called here. */
function wordFor(name: string): string {
  const fields: Readonly<Record<string, { label: string }>> = adminStrings.strings.value.fields;
  return fields[name]?.label ?? adminStrings.strings.value.audit.details[name] ?? name;
}

/** Numbers of rows, which say nothing to a reader. */
const SILENT: ReadonlySet<string> = new Set(["sanction", "report"]);
const ROLES: ReadonlySet<string> = new Set(["role", "from", "to"]);

function wordsOf(name: string, value: unknown): string {
  const t = adminStrings.strings.value;
  if (typeof value === "boolean") return value ? t.on : t.off;
  if (ROLES.has(name)) return roleName(String(value));
  if (name === "seconds") return typeof value === "number" ? lasting(value) : t.people.forGood;
  if (value === null || value === "") return t.none;
  if (typeof value === "number") return numberOf(value);
  return typeof value === "object" ? JSON.stringify(value) : (t.audit.values[String(value)] ?? String(value));
}
