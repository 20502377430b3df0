import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Chat } from "../../contract";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { peopleWords } from "../../i18n/people";
import { needReadings } from "../../text/pinyin";
import type { Person } from "../../wire.gen";
import { dialog } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import { useCombobox } from "../parts/combobox";
import { Dialog } from "../parts/Dialog";
import { useFoundPeople } from "../parts/found-people";
import { Icon } from "../parts/Icon";
import { completions } from "../parts/names";
import { reasonOf } from "../parts/outcome";
import { presenceOf } from "./presence";
import "./NewConversation.css";

/** Besides oneself: a conversation is of eight at most. */
const MOST = 7;
const SHOWN = 40;

/** Chooses with whom to talk: by characters, by pinyin, one or several. */
export function NewConversation({ chat }: { chat: Chat }) {
  const t = strings.value.shell;
  const w = peopleWords.strings.value;
  const text = useSignal("");
  const chosen = useSignal<readonly Person[]>([]);
  const problem = useSignal("");
  const busy = useSignal(false);
  const found = useFoundPeople(chat, text.value);
  const full = chosen.value.length >= MOST;
  const options = full ? [] : optionsFor(chat, text.value, found, chosen.value);
  useEffect(() => void needReadings(), []);

  const choose = (person: Person): void => {
    chosen.value = [...chosen.value, person];
    text.value = "";
    problem.value = "";
    box.anew();
    box.focus();
  };
  const drop = (id: number | undefined): void => {
    chosen.value = chosen.value.filter((person) => person.id !== id);
    box.focus();
  };
  const start = async (): Promise<void> => {
    if (busy.value || chosen.value.length === 0) return;
    busy.value = true;
    const outcome = await chat.openDirect(chosen.value.map(({ id }) => id));
    busy.value = false;
    problem.value = reasonOf(outcome);
    if (outcome === null) dialog.value = null;
  };
  const keys = (event: KeyboardEvent): boolean => {
    const { key, ctrlKey, metaKey } = event;
    const nothing = text.value === "";
    // Nothing typed and somebody chosen: that is all, and Enter begins.
    if (key === "Enter" && (ctrlKey || metaKey || (nothing && chosen.value.length > 0))) void start();
    else if (key === "Backspace" && nothing) drop(chosen.value.at(-1)?.id);
    else return false;
    return true;
  };
  const box = useCombobox({ id: "talk-people", label: w.talkWith, text, options, choose, keys });
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
          {...box.field}
          class="picked-field"
          autofocus
          placeholder={chosen.value.length === 0 ? w.talkHint : ""}
        />
      </div>
      <div {...box.list} class="talk-people">
        {full ? (
          <p class="talk-note">{w.mostPeople}</p>
        ) : (
          options.map((person, i) => (
            <div key={person.id} {...box.option(person, i)} class="talk-option">
              <Avatar person={person} small presence={presenceOf(chat, person)} />
              <bdi class="one-line">{person.name}</bdi>
              <bdi class="talk-status one-line">{person.status}</bdi>
            </div>
          ))
        )}
        {!full && options.length === 0 && (
          <p class="talk-note">{text.value === "" ? w.nobodyKnown : w.nobodyFound}</p>
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

/** Whoever is known and has a name like this: who is here, whom one talks with, who spoke; then whom the server finds. */
function optionsFor(
  chat: Chat,
  text: string,
  found: readonly Person[],
  chosen: readonly Person[],
): readonly Person[] {
  const here = chat.current.value?.people.value ?? [];
  const spoke = chat.current.value?.messages.value.map(({ sender }) => sender).toReversed() ?? [];
  const known = [...here, ...chat.rooms.value.flatMap((room) => room.people), ...spoke, ...found];
  const once = new Map(known.toReversed().map((person) => [person.id, person]));
  for (const { id } of chosen) once.delete(id);
  once.delete(chat.you.value?.id ?? 0);
  const people = [...once.values()].toReversed();
  return (text.trim() === "" ? people : completions(text, people)).slice(0, SHOWN);
}
