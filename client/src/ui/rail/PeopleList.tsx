import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { byName, isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Person } from "../../wire.gen";
import { RoleBadge } from "../order/RoleBadge";
import { Avatar } from "../parts/Avatar";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";
import { peopleDocked } from "../parts/media";
import { completions } from "../parts/names";
import { type Spot, show, spotAt, spotOf } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import { PeopleFilter } from "./PeopleFilter";
import "./PeopleList.css";

/** From so many people on, a list is searched rather than read. */
const MANY = 12;

/** Who is here: oneself first, then by name, then who is away; a press addresses that person. */
export function PeopleList({ onPick }: { onPick: () => void }) {
  const { view } = useScreen();
  return <ListOf key={view.room} onPick={onPick} />;
}

function ListOf({ onPick }: { onPick: () => void }) {
  const { chat, view } = useScreen();
  const t = strings.value;
  const text = useSignal("");
  const box = useRef<HTMLDivElement>(null);
  const long = useRef(false);
  const you = chat.you.value;
  const count = view.count.value;
  const people = view.people.value;
  const others = people.filter(({ id }) => id !== you?.id).sort(inOrder);
  // Those of a conversation are its people whether they are here or not.
  const members = view.state.value?.kind === "direct" ? view.state.value.people : [];
  const absent = members.filter(({ id }) => id !== you?.id && !people.some((one) => one.id === id));
  const me = people.filter(({ id }) => id === you?.id);
  const all = [...me, ...others, ...absent.sort(inOrder)];
  // A field that somebody may be typing in stays, though people leave.
  long.current ||= all.length >= MANY;
  const shown = text.value.trim() === "" ? all : completions(text.value, all);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a shorter way between what has the focus anyway.
    <div ref={box} class="people" onKeyDown={(event) => onArrow(event, box.current)}>
      <h2 class="people-heading">
        {t.online} <span class="people-count">{count}</span>
      </h2>
      {long.current && (
        <PeopleFilter text={text} found={shown.length} pick={() => rowsIn(box.current)[0]?.click()} />
      )}
      <ul class="people-list">
        {shown.map((person) =>
          person.id === you?.id ? (
            <Own key={person.id} person={person} />
          ) : (
            <Row key={person.id} person={person} absent={absent.includes(person)} onPick={onPick} />
          ),
        )}
      </ul>
      {shown.length === 0 && all.length > 0 && (
        <p class="people-note" aria-hidden="true">
          {t.peopleFound(0)}
        </p>
      )}
      {people.length === 0 && count > 0 && <p class="people-note">{t.manyPeople(count)}</p>}
      {others.length + absent.length === 0 && count <= 1 && view.phase.value === "ready" && (
        <p class="people-note">{t.alone}</p>
      )}
    </div>
  );
}

const rowsIn = (box: HTMLElement | null): HTMLElement[] => [
  ...(box?.querySelectorAll<HTMLElement>("button.person") ?? []),
];

/** The arrows go from the field to the list, along it, and back. */
function onArrow(event: KeyboardEvent, box: HTMLElement | null): void {
  if (composing(event)) return;
  const field = box?.querySelector<HTMLElement>(".people-filter-field");
  const stops = [...(field ? [field] : []), ...rowsIn(box)];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: stops[at + 1], ArrowUp: stops[at - 1] }[event.key];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

function Own({ person }: { person: Person }) {
  return (
    <li class="person-row">
      <span class="person me">
        <Avatar person={person} small presence={person.away ? "away" : "here"} />
        <bdi class="one-line" title={person.name}>
          {person.name}
        </bdi>
        <RoleBadge person={person.id} />
        <Status person={person} />
        <span class="person-note">{strings.value.you}</span>
      </span>
    </li>
  );
}

const inOrder = (a: Person, b: Person): number =>
  Number(a.away ?? false) - Number(b.away ?? false) || byName(a.name, b.name);

/** In a conversation of a few there are no whispers: a press tells about the person. */
function Row({ person, absent, onPick }: { person: Person; absent: boolean; onPick: () => void }) {
  const { chat, view, compose } = useScreen();
  const t = strings.value;
  const whispers = view.state.value?.kind !== "direct";
  const ignored = chat.ignored.value.has(person.id);
  const card = (at: Spot): void => {
    // The drawer goes first: nothing that stands before the page but outside of it could be touched.
    onPick();
    const from = peopleDocked.peek() ? document.activeElement : document.querySelector(".people-button");
    show({ kind: "person", person, at }, from);
  };
  const pick = (element: Element): void => {
    if (whispers) {
      onPick();
      compose.pick(person);
    } else card(spotOf(element));
  };
  return (
    <li class={`person-row ${person.away || absent ? "away" : ""} ${ignored ? "ignored" : ""}`}>
      <button
        type="button"
        class="person"
        title={person.status ? `${person.name} · ${person.status}` : person.name}
        onClick={(event) => pick(event.currentTarget)}
        onContextMenu={(event) => {
          event.preventDefault();
          card(event.button === 2 ? spotAt(event.clientX, event.clientY) : spotOf(event.currentTarget));
        }}
      >
        <Avatar person={person} small presence={absent ? null : person.away ? "away" : "here"} />
        <bdi class="one-line">{person.name}</bdi>
        <RoleBadge person={person.id} />
        <Status person={person} />
        {(person.away || absent) && <span class="unseen">{t.shell.away}</span>}
        {whispers && <span class="unseen">{t.whisperHint}</span>}
        {whispers && (
          <span class="person-sign">
            <Icon name="lock" size={15} />
          </span>
        )}
      </button>
      <button
        type="button"
        class="icon-button person-more"
        aria-haspopup="dialog"
        aria-label={t.talk.card(isolate(person.name))}
        onClick={(event) => card(spotOf(event.currentTarget))}
      >
        <Icon name="more" size={18} />
      </button>
    </li>
  );
}

function Status({ person: { status } }: { person: Person }) {
  if (!status) return null;
  return (
    <span class="person-says one-line">
      <bdi>{status}</bdi>
    </span>
  );
}
