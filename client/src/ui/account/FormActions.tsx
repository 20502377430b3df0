import { words } from "../../i18n/account";
import { strings } from "../../i18n/language";

interface Props {
  /** What the way on says. */
  word: string;
  busy: boolean;
  /** False while what is filled in is not enough. */
  ready?: boolean;
  autofocus?: boolean;
  close: () => void;
  /** The way on; where it is not given, the form is sent. */
  go?: () => void;
}

/** The end of what is asked in the account: the way out, and the way on. */
export function FormActions({ word, busy, ready = true, autofocus = false, close, go }: Props) {
  return (
    <div class="form-actions">
      <button type="button" class="sheet-button" onClick={close}>
        {strings.value.cancel}
      </button>
      <button
        type={go ? "button" : "submit"}
        class="sheet-button main"
        autofocus={autofocus}
        aria-disabled={busy || !ready}
        onClick={go}
      >
        {busy ? words.value.working : word}
      </button>
    </div>
  );
}
