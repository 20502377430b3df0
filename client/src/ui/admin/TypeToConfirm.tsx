import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Doing } from "./doing";

interface Props {
  /** What is done, in a word. */
  word: string;
  hint: string;
  label: string;
  /** What has to be typed; where it is empty, nothing can be done. */
  expected: string;
  doing: Doing;
  /** Gets what was typed; true once it is done. */
  act: (typed: string) => Promise<boolean>;
  /** What else is asked. */
  children?: ComponentChildren;
}

/** What cannot be taken back, folded away: something has to be typed before it is done. */
export function TypeToConfirm({ word, hint, label, expected, doing, act, children }: Props) {
  const id = useId();
  const typed = useSignal("");
  const sure = expected !== "" && typed.value.trim() === expected;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (sure && (await act(expected))) typed.value = "";
  };
  return (
    <details class="admin-remove">
      <summary>{word}</summary>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <p class="form-hint">{hint}</p>
        <div class="form-field">
          <label class="form-label" for={id}>
            {label}
          </label>
          <input
            id={id}
            class="form-input"
            autocomplete="off"
            spellcheck={false}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </div>
        {children}
        <div class="admin-actions">
          <button type="submit" class="sheet-button grave" aria-disabled={!sure || doing.busy.value}>
            {word}
          </button>
        </div>
      </form>
    </details>
  );
}
