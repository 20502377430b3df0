import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import type { Person } from "../../wire.gen";
import type { PeoplePage } from "./People";
import { type KnownRoom, titleOf } from "./RoomsPage";

/** What of the log is wanted: all that is chosen must hold. */
export interface AuditWanted {
  action: string;
  room: string;
  person: Person | null;
  side: "by" | "about";
}

export const ALL: AuditWanted = { action: "", room: "", person: null, side: "by" };

/** The way to the log with what is wanted of it. */
export function auditPath(wanted: AuditWanted, limit: number, before: number | null = null): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before !== null) query.set("before", String(before));
  if (wanted.action) query.set("act", wanted.action);
  if (wanted.room) query.set("room", wanted.room);
  if (wanted.person) query.set(wanted.side, String(wanted.person.id));
  return `audit?${query}`;
}

/** Letters are awaited for this long before people are looked for. */
const PAUSE_MS = 250;
const FOUND = 6;

interface FilterProps {
  chat: Chat;
  rooms: readonly KnownRoom[];
  wanted: Signal<AuditWanted>;
}

/** By whom or about whom, what, and where. */
export function AuditFilters({ chat, rooms, wanted }: FilterProps) {
  const t = adminStrings.strings.value.audit;
  const actions = Object.entries(t.actions).sort(([, a], [, b]) => a.localeCompare(b));
  const choose = (change: Partial<AuditWanted>): void => {
    wanted.value = { ...wanted.peek(), ...change };
  };
  return (
    <>
      <div class="sanction-row">
        <PersonField chat={chat} wanted={wanted.value} choose={choose} />
        {wanted.value.person && (
          <Choice
            label={t.side}
            value={wanted.value.side}
            options={Object.entries(t.sides)}
            choose={(side) => choose({ side: side as AuditWanted["side"] })}
          />
        )}
      </div>
      <div class="sanction-row">
        <Choice
          label={t.action}
          value={wanted.value.action}
          options={[["", t.anyAction], ...actions]}
          choose={(action) => choose({ action })}
        />
        <Choice
          label={t.roomOf}
          value={wanted.value.room}
          options={[
            ["", t.anyRoom],
            ...rooms.map((room): [string, string] => [String(room.id), titleOf(room)]),
          ]}
          choose={(room) => choose({ room })}
        />
      </div>
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const id = useId();
  return (
    <div class="form-field">
      <label class="form-label" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="form-input"
        value={value}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface PersonProps {
  chat: Chat;
  wanted: AuditWanted;
  choose: (change: Partial<AuditWanted>) => void;
}

/** Somebody is found by a part of the name, and chosen from who is called so. */
function PersonField({ chat, wanted, choose }: PersonProps) {
  const t = adminStrings.strings.value.audit;
  const id = useId();
  const written = useSignal("");
  const found = useSignal<readonly Person[] | null>(null);
  const sought = written.value.trim();
  useEffect(() => {
    found.value = null;
    if (sought === "") return;
    let late = false;
    const timer = setTimeout(async () => {
      const told = await chat.api.ask<PeoplePage>("GET", `admin/people?query=${encodeURIComponent(sought)}`);
      if (told.ok && !late) found.value = told.value.people.slice(0, FOUND).map(({ person }) => person);
    }, PAUSE_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [sought]);
  const { person } = wanted;
  return (
    <div class="form-field">
      {person ? (
        <span class="form-label">{t.person}</span>
      ) : (
        <label class="form-label" for={id}>
          {t.person}
        </label>
      )}
      {person ? (
        <button type="button" class="sheet-button" onClick={() => choose({ person: null })}>
          {t.anyone(isolate(person.name))}
        </button>
      ) : (
        <input
          id={id}
          class="form-input"
          type="search"
          autocomplete="off"
          placeholder={t.personHint}
          value={written.value}
          onInput={(event) => {
            written.value = event.currentTarget.value;
          }}
        />
      )}
      <p class="form-hint" role="status">
        {!person && found.value?.length === 0 && t.nobody}
      </p>
      {!person && found.value && (
        <ul class="audit-people">
          {found.value.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                class="plain-button"
                onClick={() => {
                  written.value = "";
                  choose({ person: each });
                }}
              >
                <bdi>{each.name}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
