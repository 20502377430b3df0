import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { words } from "../../i18n/account";
import { strengthOf } from "../../state/account";
import { Icon } from "../parts/Icon";
import "./fields.css";

/** What a line is for: the browser and its keeper of passwords act upon it. */
interface InputKind {
  type: "text" | "email";
  name?: string;
  autocomplete: string;
  autocapitalize?: "off";
  inputMode?: "email";
  spellcheck?: false;
  maxLength?: number;
  autofocus?: boolean;
}

interface FieldProps {
  label: string;
  value: Signal<string>;
  /** Under the field. */
  hint?: string;
  optional?: boolean;
  invalid?: boolean;
  /** What says why it is not valid. */
  problem?: string;
  input: InputKind;
  /** It was written in. */
  changed?: () => void;
}

/** A line to write in, with its name above and what helps below. */
export function TextField({ label, value, hint, optional, invalid, problem, input, changed }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem].filter(Boolean).join(" ");
  return (
    <div class="form-field">
      <label class="form-label" for={id}>
        {label}
        {optional && <span class="field-optional">{words.value.optional}</span>}
      </label>
      <input
        {...input}
        // The types of Preact know one kind at a time.
        type={input.type as "text"}
        id={id}
        class="form-input"
        value={value.value}
        aria-invalid={invalid ?? false}
        aria-describedby={described || undefined}
        onInput={(event) => {
          value.value = event.currentTarget.value;
          changed?.();
        }}
      />
      {hint && (
        <p id={`${id}-hint`} class="form-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface PasswordProps {
  label: string;
  value: Signal<string>;
  /** A new one is measured; one that is known is not. */
  fresh?: boolean;
  invalid?: boolean;
  problem?: string;
  focus?: boolean;
  changed?: () => void;
}

/** A password, which can be looked at, and of which a new one says how good it is: by its length alone. */
export function PasswordField({ label, value, fresh, invalid, problem, focus, changed }: PasswordProps) {
  const t = words.value;
  const id = useId();
  const shown = useSignal(false);
  const strength = value.value === "" ? null : strengthOf(value.value);
  const described = [fresh && `${id}-hint`, problem].filter(Boolean).join(" ");
  return (
    <div class="form-field">
      <label class="form-label" for={id}>
        {label}
      </label>
      <div class="password-box">
        <input
          id={id}
          class="form-input"
          type={(shown.value ? "text" : "password") as "password"}
          name={fresh ? "new-password" : "password"}
          autocomplete={fresh ? "new-password" : "current-password"}
          autocapitalize="off"
          spellcheck={false}
          required
          autofocus={focus ?? false}
          value={value.value}
          aria-invalid={invalid ?? false}
          aria-describedby={described || undefined}
          onInput={(event) => {
            value.value = event.currentTarget.value;
            changed?.();
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={shown.value ? t.hide : t.show}
          aria-pressed={shown.value}
          title={shown.value ? t.hide : t.show}
          onClick={() => {
            shown.value = !shown.value;
          }}
        >
          <Icon name={shown.value ? "eyeOff" : "eye"} size={18} />
        </button>
      </div>
      {fresh && (
        <div class="strength" data-strength={strength ?? "none"}>
          <span class="strength-bar" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <p id={`${id}-hint`} class="form-hint" role="status">
            {strength ? t.strength[strength] : t.strengthEmpty}
          </p>
        </div>
      )}
    </div>
  );
}

interface NewPasswordProps {
  label: string;
  /** Whose it is: what keeps passwords in this browser keeps the name with it. */
  name: string | undefined;
  value: Signal<string>;
  invalid: boolean;
  problem: string;
  changed: () => void;
}

/** The first field of a form in which somebody gets a password. */
export function NewPassword({ name, ...field }: NewPasswordProps) {
  return (
    <>
      <input
        class="unseen"
        type="text"
        name="username"
        autocomplete="username"
        value={name}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <PasswordField {...field} fresh focus />
    </>
  );
}
