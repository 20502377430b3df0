import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";

interface Props {
  label: string;
  text: Signal<string>;
  hint?: string;
  first?: boolean;
  wrong?: boolean;
  /** Characters that can be typed. */
  most?: number;
  describedBy?: string | undefined;
}

/** A line of text with its label. */
export function TextField({ label, text, hint, first = false, wrong = false, most, describedBy }: Props) {
  const id = useId();
  return (
    <div class="form-field">
      <label class="form-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="form-input"
        autofocus={first}
        autocomplete="off"
        maxLength={most}
        placeholder={hint}
        value={text.value}
        aria-invalid={wrong}
        aria-describedby={describedBy}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}
