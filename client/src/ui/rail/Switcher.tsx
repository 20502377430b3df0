import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Chat, Message, RoomEntry } from "../../contract";
import { findWords } from "../../i18n/find";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { needReadings, readings } from "../../text/pinyin";
import type { Person } from "../../wire.gen";
import { aimed, dialog, openSearch } from "../app/stage";
import { excerptAround } from "../body/highlight";
import { read } from "../find/search-query";
import { excerptOf } from "../log/excerpt";
import { Avatar } from "../parts/Avatar";
import { Badge } from "../parts/Badge";
import { useCombobox } from "../parts/combobox";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { recent } from "../parts/recent";
import { goTo } from "../parts/route";
import { asNow, othersOf, presenceOf } from "./presence";
import { roomTitle } from "./room-title";
import { peopleFor, roomsFor } from "./switcher";
import "./Switcher.css";

const REST_MS = 200;
/** So many messages are shown here; the search has the others. */
const MESSAGES = 5;

type Option =
  | { kind: "room"; room: RoomEntry }
  | { kind: "person"; person: Person }
  | { kind: "message"; message: Message }
  | { kind: "search" };

/** One field for everywhere one can go: rooms, people and messages, by a few letters. */
export function Switcher({ chat }: { chat: Chat }) {
  const w = findWords.strings.value;
  const text = aimed.value;
  const found = usePeople(chat, text);
  const query = text.trim();
  const options = optionsFor(chat, query, found);
  const go = (option: Option): void => {
    dialog.value = null;
    if (option.kind === "room") goTo(chat, option.room.id);
    else if (option.kind === "message") goTo(chat, option.message.room, option.message.seq);
    else if (option.kind === "person") void chat.openDirect([option.person.id]);
    else openSearch(query);
  };
  const box = useCombobox({ id: "switcher-list", label: w.switcher, text: aimed, options, choose: go });

  useEffect(() => void needReadings(), []);
  useEffect(() => () => chat.quickSearch(""), []);

  let section = "";
  return (
    <Dialog title={w.switcher} kind="switcher" bare>
      <div class="switcher-top">
        <Icon name="search" size={18} />
        <input {...box.field} class="switcher-field" placeholder={w.switcherHint} />
      </div>
      <div {...box.list} class="switcher-list">
        {options.map((option, i) => {
          const heading = sectionOf(option);
          const begins = heading !== section;
          section = heading;
          return (
            <Fragment key={keyOf(option)}>
              {begins && (
                <p class="switcher-section" role="presentation">
                  {heading}
                </p>
              )}
              <div {...box.option(option, i)} class="switcher-option">
                <Shown chat={chat} option={option} query={query} />
              </div>
            </Fragment>
          );
        })}
        {options.length === 0 && <p class="switcher-none">{query === "" ? w.nowhereElse : w.nothingFound}</p>}
      </div>
    </Dialog>
  );
}

function optionsFor(chat: Chat, query: string, found: readonly Person[]): Option[] {
  const { value: rooms } = chat.rooms;
  const current = chat.current.value;
  const given = { rooms, recent: recent.value, open: current?.room ?? null, readings: readings.value };
  const listed = roomsFor(query, given);
  const alone = new Set(
    listed.flatMap((room) => (room.people.length === 2 ? room.people.map(({ id }) => id) : [])),
  );
  const known = [...rooms.flatMap((room) => room.people), ...(current?.people.value ?? []), ...found];
  const me = chat.you.value?.id ?? null;
  const people = me === null ? [] : peopleFor(query, known, me, readings.value);
  const hits = chat.quickHits.value;
  const messages = query !== "" && hits?.query === query ? hits.messages.slice(0, MESSAGES) : [];
  return [
    ...listed.map((room): Option => ({ kind: "room", room })),
    ...people.filter(({ id }) => !alone.has(id)).map((person): Option => ({ kind: "person", person })),
    ...messages.map((message): Option => ({ kind: "message", message })),
    ...(query === "" ? [] : [{ kind: "search" } as const]),
  ];
}

/** Asks the server for people and messages once typing has come to rest. */
function usePeople(chat: Chat, text: string): readonly Person[] {
  const [found, setFound] = useState<readonly Person[]>([]);
  useEffect(() => {
    const query = text.trim();
    if (query === "") {
      chat.quickSearch("");
      return;
    }
    let wanted = true;
    const resting = setTimeout(() => {
      chat.quickSearch(query);
      void chat.findPeople(query).then((people) => wanted && setFound(people));
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(resting);
    };
  }, [text]);
  return found;
}

function sectionOf({ kind }: Option): string {
  const { sections } = findWords.strings.value;
  return kind === "room" ? sections.rooms : kind === "person" ? sections.people : sections.messages;
}

function keyOf(option: Option): string {
  switch (option.kind) {
    case "room":
      return `room ${option.room.id}`;
    case "person":
      return `person ${option.person.id}`;
    case "message":
      return `message ${option.message.room} ${option.message.seq}`;
    case "search":
      return "search";
    default:
      return option satisfies never;
  }
}

function Shown({ chat, option, query }: { chat: Chat; option: Option; query: string }): ComponentChildren {
  const t = strings.value;
  const w = findWords.strings.value;
  switch (option.kind) {
    case "room": {
      const { room } = option;
      const [only, another] = room.kind === "direct" ? othersOf(chat, room) : [];
      return (
        <>
          <span class="switcher-sign">
            {only && !another ? (
              <Avatar person={only} small presence={presenceOf(chat, only)} />
            ) : (
              <Icon
                name={room.archived ? "box" : only ? "people" : room.access === "private" ? "lock" : "talk"}
                size={18}
              />
            )}
          </span>
          <bdi class="one-line">{roomTitle(room)}</bdi>
          <span class="switcher-note one-line">
            <bdi>{room.archived ? t.shell.archived : only && !another ? only.status : room.topic}</bdi>
          </span>
          <Badge fresh={room.notify === "none" ? 0 : room.fresh} calls={room.calls} />
        </>
      );
    }
    case "person": {
      const now = asNow(chat, option.person);
      return (
        <>
          <span class="switcher-sign">
            <Avatar person={now} small presence={presenceOf(chat, now)} />
          </span>
          <bdi class="one-line">{now.name}</bdi>
          <span class="switcher-note one-line">
            <bdi>{now.status}</bdi>
          </span>
        </>
      );
    }
    case "message": {
      const { message } = option;
      const room = chat.rooms.value.find(({ id }) => id === message.room) ?? null;
      return (
        <>
          <span class="switcher-sign">
            <Avatar person={message.sender} small />
          </span>
          <bdi class="one-line switcher-text">
            {excerptAround(excerptOf(message), read(query).phrases).map(({ text, found }, i) =>
              found ? <mark key={i}>{text}</mark> : text,
            )}
          </bdi>
          <span class="switcher-where one-line">
            <bdi>{roomTitle(room)}</bdi>
          </span>
        </>
      );
    }
    case "search":
      return (
        <>
          <span class="switcher-sign">
            <Icon name="search" size={18} />
          </span>
          <span class="one-line">{w.searchFor(isolate(query))}</span>
        </>
      );
    default:
      return option satisfies never;
  }
}
