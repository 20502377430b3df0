import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { adminStrings } from "../../i18n/admin";
import type { Person } from "../../wire.gen";
import { Avatar } from "../parts/Avatar";
import { type Asked, useAsked } from "./asked";
import { momentOf } from "./figures";
import { Loaded } from "./Loaded";
import { More } from "./More";
import { PersonPanel } from "./PersonPanel";
import type { SectionProps } from "./sections";
import "./People.css";

export interface KnownPerson {
  person: Person;
  role: string;
  created_at: number;
  last_seen: number;
  /** How many hold now. */
  sanctions: number;
}

export interface PeoplePage {
  people: readonly KnownPerson[];
  next: number | null;
}

/** Letters are awaited for this long before the list is asked for. */
const PAUSE_MS = 250;

/** Everyone who was ever here, found by name; what may be done with each stands below them. */
export function People({ chat }: SectionProps) {
  const t = adminStrings.strings.value;
  const written = useSignal("");
  const query = useSignal("");
  const sought = written.value;
  useEffect(() => {
    const timer = setTimeout(() => {
      query.value = sought.trim();
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [sought]);
  const path = `admin/people?query=${encodeURIComponent(query.value)}`;
  const asked = useAsked<PeoplePage>(chat, path);
  return (
    <>
      <label class="form-field">
        <span class="form-label">{t.people.search}</span>
        <input
          class="form-input"
          type="search"
          autocomplete="off"
          value={written.value}
          onInput={(event) => {
            written.value = event.currentTarget.value;
          }}
        />
      </label>
      <Loaded asked={asked}>
        {({ people, next }) => (
          <>
            <p class="form-hint people-found" role="status">
              {people.length === 0 ? t.people.empty : t.people.found(people.length)}
            </p>
            <ul class="admin-list">
              {people.map((known) => (
                <PersonRow key={known.person.id} chat={chat} known={known} asked={asked} />
              ))}
            </ul>
            <More
              asked={asked}
              path={next === null ? null : `${path}&cursor=${next}`}
              join={(now, more) => ({ people: [...now.people, ...more.people], next: more.next })}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

interface RowProps {
  chat: SectionProps["chat"];
  known: KnownPerson;
  asked: Asked<PeoplePage>;
}

function PersonRow({ chat, known, asked }: RowProps) {
  const t = adminStrings.strings.value;
  const open = useSignal(false);
  const { person, role, last_seen, sanctions } = known;
  const panel = `person-${person.id}`;
  return (
    <li class="admin-row">
      <button
        type="button"
        class="admin-row-head"
        aria-expanded={open.value}
        aria-controls={panel}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Avatar person={person} />
        <span class="admin-row-words">
          <bdi class="admin-row-name">{person.name}</bdi>
          <span class="admin-row-times">
            {last_seen === 0 ? t.people.neverSeen : t.people.seen(momentOf(last_seen))}
          </span>
        </span>
        <span class="admin-row-tags">
          <span class="admin-tag">{roleName(role)}</span>
          {sanctions > 0 && <span class="admin-tag grave">{t.people.restricted(sanctions)}</span>}
        </span>
      </button>
      <div id={panel} hidden={!open.value}>
        {open.value && <PersonPanel chat={chat} known={known} again={() => void asked.load()} />}
      </div>
    </li>
  );
}

export const roleName = (role: string): string => {
  const names: Readonly<Record<string, string>> = adminStrings.strings.value.roles;
  return names[role] ?? role;
};

export const kindName = (kind: string): string => {
  const kinds: Readonly<Record<string, { label: string }>> = adminStrings.strings.value.people.kinds;
  return kinds[kind]?.label ?? kind;
};
