import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { sizeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { pollWords } from "../../i18n/poll";
import { FEWEST, MOST, OPTION_CHARACTERS, type PollProblem, pollOf } from "../log/poll";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";
import { close } from "../parts/overlay";
import { Sheet } from "../parts/Sheet";
import { useScreen } from "../parts/screen";
import { ownColor } from "./color";
import { bytesOf } from "./going";
import "./PollDialog.css";

interface Props {
  question: string;
  options: readonly string[];
}

/** A question and what can be answered: sent as a message to the room. */
export function PollDialog({ question: first, options: given }: Props) {
  const { chat, view, compose } = useScreen();
  const w = pollWords.strings.value;
  const [question, setQuestion] = useState(first);
  const [options, setOptions] = useState(() => filled(given.slice(0, MOST)));
  const [problem, setProblem] = useState<PollProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const fields = (): HTMLInputElement[] => [...(form.current?.querySelectorAll("input") ?? [])];
  const over = bytesOf(question.trim()) - chat.bodyBytes.value;

  useLayoutEffect(() => {
    const all = fields();
    (all.find(({ value }) => value === "") ?? all[0])?.focus();
  }, []);

  const change = (at: number, value: string): void => {
    setOptions(filled(options.map((option, i) => (i === at ? value : option))));
    setProblem(null);
  };
  const remove = (at: number): void => {
    setOptions(filled(options.filter((_, i) => i !== at)));
    setProblem(null);
    // The question is the first field.
    fields()[Math.max(1, at)]?.focus();
  };
  const start = (): void => {
    const poll = pollOf(question, options);
    setProblem(poll.problem);
    if (poll.problem !== null || over > 0) {
      const first = over > 0 || poll.problem === null || poll.problem === "needsQuestion";
      const at = first || poll.problem === null ? 0 : 1 + faulty(options, poll.problem);
      fields()[at]?.focus();
      return;
    }
    close();
    const color = ownColor.peek();
    chat.send(poll.question, { options: poll.options, ...(color !== null ? { color } : {}) });
    if (view.newer.peek() !== "none") chat.jumpToNewest();
    compose.focus.value += 1;
  };
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    if (event.key !== "Enter" || composing(event) || event.ctrlKey || event.metaKey) return;
    // From field to field, and from the last one that is filled to the poll itself.
    const next = fields()[at + 1];
    if (!next || (next.value === "" && at >= FEWEST && fields()[at]?.value === "")) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <Sheet title={w.poll}>
      <form
        ref={form}
        class="poll-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <label class="poll-field">
          <span>{w.question}</span>
          <input
            value={question}
            autocomplete="off"
            aria-invalid={problem === "needsQuestion" || over > 0}
            aria-describedby={problem || over > 0 ? "poll-problem" : undefined}
            onInput={(event) => {
              setQuestion(event.currentTarget.value);
              setProblem(null);
            }}
            onKeyDown={(event) => onKeyDown(event, 0)}
          />
        </label>
        <ul class="poll-rows">
          {options.map((option, i) => (
            <li key={i} class="poll-row">
              <input
                value={option}
                autocomplete="off"
                maxLength={OPTION_CHARACTERS * 2}
                placeholder={w.option(i + 1)}
                aria-label={w.option(i + 1)}
                aria-describedby={problem && problem !== "needsQuestion" ? "poll-problem" : undefined}
                onInput={(event) => change(i, event.currentTarget.value)}
                onKeyDown={(event) => onKeyDown(event, i + 1)}
              />
              <button
                type="button"
                class="icon-button"
                aria-label={w.removeOption(i + 1)}
                title={w.removeOption(i + 1)}
                disabled={options.length <= FEWEST}
                onClick={() => remove(i)}
              >
                <Icon name="close" size={16} />
              </button>
            </li>
          ))}
        </ul>
        <p id="poll-problem" class={problem || over > 0 ? "over-sheet-problem" : "poll-hint"} role="status">
          {over > 0
            ? strings.value.tooLong(sizeOf(over))
            : problem === null
              ? w.pollForAll
              : problem === "optionTooLong"
                ? w.optionTooLong(OPTION_CHARACTERS)
                : w[problem]}
        </p>
        <div class="over-sheet-actions">
          <button type="button" class="sheet-button" onClick={() => close()}>
            {strings.value.cancel}
          </button>
          <button type="submit" class="sheet-button main">
            {w.start}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

/** With empty fields up to the fewest that a poll has, and one more after the last that is written in. */
function filled(options: readonly string[]): string[] {
  const all = [...options];
  while (all.length < FEWEST || (all.at(-1)?.trim() !== "" && all.length < MOST)) all.push("");
  return all;
}

/** The field that a problem is about: the first one that is empty, double or too long. */
function faulty(options: readonly string[], problem: PollProblem): number {
  const at = options.findIndex((option, i) => {
    if (problem === "needsTwo") return option.trim() === "";
    if (problem === "twice") return option.trim() !== "" && options.indexOf(option) < i;
    return [...option.trim()].length > OPTION_CHARACTERS;
  });
  return Math.max(0, at);
}
