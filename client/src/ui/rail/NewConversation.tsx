import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../../contract";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { peopleWords } from "../../i18n/people";
import { needReadings } from "../../text/pinyin";
import type { Person } from "../../wire.gen";
import { dialog } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";
import { completions } from "../parts/names";
import { reasonOf } from "../parts/outcome";
import { presenceOf } from "./presence";
import "./NewConversation.css";

/** Besides oneself: a conversation is of eight at most. */
const MOST = 7;
const REST_MS = 200;
const SHOWN = 40;

/** Chooses with whom to talk: by characters, by pinyin, one or several. */
export function NewConversation({ chat }: { chat: Chat }) {
  const t = strings.value.shell;
  const w = peopleWords.strings.value;
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const text = useSignal("");
  const active = useSignal(0);
  const chosen = useSignal<readonly Person[]>([]);
  const problem = useSignal("");
  const busy = useSignal(false);
  const found = useFound(chat, text.value);
  const options = optionsFor(chat, text.value, found, chosen.value);
  const at = Math.min(active.value, options.length - 1);
  const full = chosen.value.length >= MOST;
  useEffect(() => void needReadings(), []);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const choose = (person: Person | undefined): void => {
    if (!person || full) return;
    chosen.value = [...chosen.value, person];
    text.value = "";
    active.value = 0;
    problem.value = "";
    field.current?.focus();
  };
  const drop = (id: number | undefined): void => {
    chosen.value = chosen.value.filter((person) => person.id !== id);
    field.current?.focus();
  };
  const start = async (): Promise<void> => {
    if (busy.value || chosen.value.length === 0) return;
    busy.value = true;
    const outcome = await chat.openDirect(chosen.value.map(({ id }) => id));
    busy.value = false;
    problem.value = reasonOf(outcome);
    if (outcome === null) dialog.value = null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && options.length > 0)
      active.value = (at + step + options.length) % options.length;
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void start();
    // Nothing typed and somebody chosen: that is all, and Enter begins.
    else if (event.key === "Enter" && text.value === "" && chosen.value.length > 0) void start();
    else if (event.key === "Enter") choose(options[at]);
    else if (event.key === "Backspace" && text.value === "") drop(chosen.value.at(-1)?.id);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t.newTalk} kind="new-conversation">
      <div class="picked-box">
        {chosen.value.map((person) => (
          <button
            key={person.id}
            type="button"
            class="picked"
            aria-label={w.dropPerson(isolate(person.name))}
            onClick={() => drop(person.id)}
          >
            <bdi class="one-line">{person.name}</bdi>
            <Icon name="close" size={14} />
          </button>
        ))}
        <input
          ref={field}
          class="picked-field"
          role="combobox"
          autofocus
          aria-label={w.talkWith}
          aria-expanded={options.length > 0}
          aria-controls="talk-people"
          aria-autocomplete="list"
          aria-activedescendant={options.length > 0 ? `talk-${at}` : undefined}
          placeholder={chosen.value.length === 0 ? w.talkHint : ""}
          autocomplete="off"
          spellcheck={false}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            active.value = 0;
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: without options it is no list, and has no name. */}
      <div
        ref={list}
        id="talk-people"
        class="talk-people"
        role={full || options.length === 0 ? undefined : "listbox"}
        aria-label={full || options.length === 0 ? undefined : w.talkWith}
        tabIndex={-1}
      >
        {full ? (
          <p class="talk-note">{w.mostPeople}</p>
        ) : (
          options.map((person, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
            <div
              key={person.id}
              id={`talk-${i}`}
              class="talk-option"
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              onPointerMove={() => {
                active.value = i;
              }}
              onClick={() => choose(person)}
            >
              <Avatar person={person} small presence={presenceOf(chat, person)} />
              <bdi class="one-line">{person.name}</bdi>
              <bdi class="talk-status one-line">{person.status}</bdi>
            </div>
          ))
        )}
        {!full && options.length === 0 && (
          <p class="talk-note">{text.value === "" ? w.talkHint : w.nobodyFound}</p>
        )}
      </div>
      <p class="form-problem" role="alert">
        {problem.value}
      </p>
      <div class="form-actions">
        <button
          type="button"
          class="sheet-button main"
          aria-disabled={chosen.value.length === 0 || busy.value}
          onClick={() => void start()}
        >
          {w.startTalk}
        </button>
      </div>
    </Dialog>
  );
}

/** Whoever is known here and has a name like this, those who are here first; then whom else the server knows. */
function optionsFor(
  chat: Chat,
  text: string,
  found: readonly Person[],
  chosen: readonly Person[],
): readonly Person[] {
  const here = chat.current.value?.people.value ?? [];
  const known = [...here, ...chat.rooms.value.flatMap((room) => room.people), ...found];
  const once = new Map(known.toReversed().map((person) => [person.id, person]));
  for (const { id } of chosen) once.delete(id);
  once.delete(chat.you.value?.id ?? 0);
  const people = [...once.values()].toReversed();
  return (text.trim() === "" ? people : completions(text, people)).slice(0, SHOWN);
}

function useFound(chat: Chat, text: string): readonly Person[] {
  const [found, setFound] = useState<readonly Person[]>([]);
  useEffect(() => {
    if (text.trim() === "") return;
    let wanted = true;
    const resting = setTimeout(() => {
      void chat.findPeople(text.trim()).then((people) => wanted && setFound(people));
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(resting);
    };
  }, [text]);
  return found;
}
