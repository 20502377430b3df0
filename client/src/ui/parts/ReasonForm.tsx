import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { strings } from "../../i18n/language";
import { composing } from "./keys";
import "./ReasonForm.css";

/** Characters of a reason that the server takes. */
export const REASON_MOST = 300;

interface Props {
  /** What the field is called; what is typed there may be nothing. */
  label: string;
  confirm: string;
  busy: boolean;
  act: (reason: string) => void;
  close: () => void;
}

/** Asks in place why something is taken back: Enter does it, Escape does not. */
export function ReasonForm({ label, confirm, busy, act, close }: Props) {
  const id = useId();
  const reason = useSignal("");
  return (
    <form
      class="reason-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) act(reason.value.trim());
      }}
      onKeyDown={(event) => {
        // The letters that are typed here are no keys of the list around it.
        event.stopPropagation();
        if (event.key !== "Escape" || composing(event)) return;
        event.preventDefault();
        close();
      }}
    >
      <label class="form-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        ref={focused}
        class="form-input"
        autocomplete="off"
        maxLength={REASON_MOST}
        value={reason.value}
        onInput={(event) => {
          reason.value = event.currentTarget.value;
        }}
      />
      <div class="reason-deeds">
        <button type="button" class="plain-button" onClick={close}>
          {strings.value.cancel}
        </button>
        <button type="submit" class="plain-button" aria-disabled={busy}>
          {confirm}
        </button>
      </div>
    </form>
  );
}

/** Whoever asked for it goes on typing. */
const focused = (field: HTMLInputElement | null): void => field?.focus();
