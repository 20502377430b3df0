import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import type { Told } from "../../state/api";
import { Icon } from "../parts/Icon";
import { Conflict } from "./FieldRow";
import { Loaded } from "./Loaded";
import { reasonFor } from "./reason";
import { SaveBar } from "./SaveBar";
import type { SectionProps } from "./sections";

interface FilterWord {
  word: string;
  action: "refuse" | "hold" | "mask";
}

const ACTIONS: readonly FilterWord["action"][] = ["refuse", "hold", "mask"];
/** Letters are awaited for this long before they are tried. */
const PAUSE_MS = 300;

/** Words that are not wanted, what becomes of messages with them, and a text to try them on. */
export function WordFilter({ chat, settings }: SectionProps) {
  const t = adminStrings.strings.value.words;
  const field = { key: "filter_words", kind: "text", most: 0 } as const;
  return (
    <>
      <p class="admin-intro">{t.hint}</p>
      <Loaded asked={settings.live}>
        {() => {
          const words = (settings.value("filter_words") ?? []) as readonly FilterWord[];
          const put = (now: readonly FilterWord[]): void => settings.edit("filter_words", now);
          return (
            <>
              <AddWord words={words} put={put} />
              <p class="form-hint" role="status">
                {words.length === 0 ? t.empty : t.count(words.length)}
              </p>
              <form
                class="admin-form"
                onSubmit={(event) => {
                  event.preventDefault();
                  void settings.save(["filter_words"]);
                }}
              >
                <Words words={words} put={put} />
                {settings.conflicts.value.has("filter_words") && (
                  <Conflict field={field} settings={settings} />
                )}
                <SaveBar settings={settings} fields={["filter_words"]} />
              </form>
              <TryIt chat={chat} words={words} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

interface ListProps {
  words: readonly FilterWord[];
  put: (words: readonly FilterWord[]) => void;
}

function AddWord({ words, put }: ListProps) {
  const t = adminStrings.strings.value.words;
  const id = useId();
  const word = useSignal("");
  const action = useSignal<FilterWord["action"]>("refuse");
  const problem = useSignal("");
  const field = useRef<HTMLInputElement>(null);
  const add = (event: Event): void => {
    event.preventDefault();
    const written = word.value.trim();
    field.current?.focus();
    if (written === "") return;
    if (words.some((each) => each.word.toLowerCase() === written.toLowerCase())) {
      problem.value = t.known;
      return;
    }
    put([...words, { word: written, action: action.value }]);
    word.value = "";
  };
  return (
    <form class="word-add" onSubmit={add}>
      <div class="form-field">
        <label class="form-label" for={id}>
          {t.word}
        </label>
        <input
          ref={field}
          id={id}
          class="form-input"
          autocomplete="off"
          spellcheck={false}
          maxLength={100}
          value={word.value}
          aria-invalid={problem.value !== ""}
          aria-describedby={`${id}problem`}
          onInput={(event) => {
            word.value = event.currentTarget.value;
            problem.value = "";
          }}
        />
      </div>
      <div class="form-field">
        <label class="form-label" for={`${id}action`}>
          {t.action}
        </label>
        <ActionChoice
          id={`${id}action`}
          chosen={action.value}
          choose={(chosen) => {
            action.value = chosen;
          }}
        />
      </div>
      <button type="submit" class="sheet-button">
        {t.add}
      </button>
      <p id={`${id}problem`} class="admin-problem" role="alert">
        {problem.value}
      </p>
    </form>
  );
}

interface ActionProps {
  id?: string;
  label?: string;
  chosen: FilterWord["action"];
  choose: (action: FilterWord["action"]) => void;
}

function ActionChoice({ id, label, chosen, choose }: ActionProps) {
  const t = adminStrings.strings.value.words;
  return (
    <select
      id={id}
      class="form-input"
      aria-label={label}
      value={chosen}
      onChange={(event) => choose(ACTIONS.find((each) => each === event.currentTarget.value) ?? "refuse")}
    >
      {ACTIONS.map((each) => (
        <option key={each} value={each}>
          {t.actions[each]}
        </option>
      ))}
    </select>
  );
}

function Words({ words, put }: ListProps) {
  const t = adminStrings.strings.value.words;
  return (
    <ul class="admin-list">
      {words.map(({ word, action }) => (
        <li key={word} class="admin-line word-line">
          <bdi>{word}</bdi>
          <ActionChoice
            label={`${t.action}: ${word}`}
            chosen={action}
            choose={(chosen) =>
              put(words.map((each) => (each.word === word ? { word, action: chosen } : each)))
            }
          />
          <button
            type="button"
            class="icon-button"
            aria-label={t.remove(isolate(word))}
            onClick={() => put(words.filter((each) => each.word !== word))}
          >
            <Icon name="close" size={18} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The server tries it: by the words as they are written here, saved or not. */
function TryIt({ chat, words }: { chat: Chat; words: readonly FilterWord[] }) {
  const t = adminStrings.strings.value.words;
  const id = useId();
  const text = useSignal("");
  const told = useSignal({ text: "", found: false });
  const written = text.value.trim();
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(async () => {
      const answer =
        written === ""
          ? null
          : await chat.api.ask<Tried>("POST", "admin/words/try", { text: written, words });
      if (wanted) told.value = { text: answer === null ? "" : saidOf(answer), found: isFound(answer) };
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [written, words]);
  return (
    <section class="word-try">
      <label class="admin-label" for={id}>
        {t.tryIt}
      </label>
      <p class="form-hint" id={`${id}hint`}>
        {t.tryHint}
      </p>
      <textarea
        id={id}
        class="form-input admin-area"
        rows={2}
        value={text.value}
        aria-describedby={`${id}hint`}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <p role="status" class={told.value.found ? "admin-problem" : "admin-told"}>
        {told.value.text}
      </p>
    </section>
  );
}

interface Tried {
  action: FilterWord["action"] | null;
  text: string;
}

const isFound = (answer: Told<Tried> | null): boolean => answer?.ok === true && answer.value.action !== null;

function saidOf(answer: Told<Tried>): string {
  const t = adminStrings.strings.value.words;
  if (!answer.ok) return `${t.failed} ${reasonFor(answer.code)}`;
  const { action, text } = answer.value;
  if (action === null) return t.notFound;
  return action === "mask" ? t.masked(text) : t.found(t.actions[action]);
}
