import { type Signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { accountWords } from "../../i18n/account";
import { strings } from "../../i18n/language";
import type { ErrorCode } from "../../wire.gen";
import { later } from "../app/Later";
import { dialog, type Shown } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";
import { useScreen } from "../parts/screen";
import "./NameChip.css";

const Leaving = later(() => import("./Leaving").then((module) => module.Leaving), accountWords);

interface Props {
  editing: Signal<boolean>;
  /** The name stands: the text field takes the focus back. */
  done: () => void;
  /** Only the tile, where somebody else's name needs the place. */
  small: boolean;
}

/** One's own name, in its place: a press turns it into a field. A visitor can have another one proposed. */
export function NameChip({ editing, done, small }: Props) {
  const { chat } = useScreen();
  const t = strings.value;
  const you = chat.you.value;
  const name = you?.name ?? chat.proposedName.value;
  const leaving = useSignal(false);
  // Signed out elsewhere, the question is answered: it must not stand there for the next name.
  useLayoutEffect(
    () => () => {
      leaving.value = false;
    },
    [you?.id],
  );
  const leave = (): void => {
    editing.value = false;
    leaving.value = true;
  };
  if (editing.value)
    return <NameField name={name} editing={editing} done={done} leave={you ? leave : null} />;
  if (name === "") return <span class="name-chip" />;
  return (
    <span class={`name ${small ? "small" : ""}`}>
      <button
        type="button"
        class={`name-chip ${you ? "" : "visitor"}`}
        title={name}
        onClick={() => {
          editing.value = true;
        }}
      >
        <Avatar person={you ?? { id: 0, name }} small />
        <bdi class="one-line">{name}</bdi>
        <Icon name="pen" size={14} />
        <span class="unseen">{t.changeName}</span>
      </button>
      {you && leaving.value && <Leaving you={you} open={leaving} done={done} />}
      {!you && (
        <button
          type="button"
          class="icon-button"
          aria-label={t.anotherName}
          title={t.anotherName}
          onClick={() => chat.proposeAnother()}
        >
          <Icon name="dice" size={18} />
        </button>
      )}
    </span>
  );
}

interface FieldProps extends Omit<Props, "small"> {
  name: string;
  /** The way out, for somebody. */
  leave: (() => void) | null;
}

function NameField({ name, editing, done, leave }: FieldProps) {
  const { chat } = useScreen();
  const t = strings.value;
  const field = useRef<HTMLInputElement>(null);
  const problem = useSignal<ErrorCode | "offline" | null>(null);
  const busy = useSignal(false);
  // At once, not after the next picture: who types on must not type into nothing.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const close = (): void => {
    editing.value = false;
    done();
  };
  const open = (shown: Shown) => (): void => {
    editing.value = false;
    dialog.value = shown;
  };
  const save = async (): Promise<void> => {
    const wanted = field.current?.value.trim() ?? "";
    if (busy.value) return;
    if (wanted === "" || wanted === name) return close();
    busy.value = true;
    problem.value = await chat.rename(wanted);
    busy.value = false;
    if (problem.value === null) close();
    else field.current?.focus();
  };
  return (
    <span class="name-edit">
      <input
        ref={field}
        class="name-field"
        defaultValue={name}
        aria-label={t.yourName}
        aria-invalid={problem.value !== null}
        aria-describedby={problem.value !== null ? "name-problem" : undefined}
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="done"
        onInput={() => {
          problem.value = null;
        }}
        onKeyDown={(event) => {
          if (composing(event)) return;
          if (event.key === "Escape") close();
          else if (event.key === "Enter") void save();
          else return;
          event.preventDefault();
        }}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={t.save}
        title={t.save}
        onClick={() => void save()}
      >
        <Icon name="check" />
      </button>
      <button type="button" class="icon-button" aria-label={t.cancel} title={t.cancel} onClick={close}>
        <Icon name="close" size={18} />
      </button>
      <span class="name-above">
        {problem.value !== null && (
          <span id="name-problem" class="name-problem" role="alert">
            {problem.value === "offline" ? t.renameOffline : t.errors[problem.value]}
          </span>
        )}
        {chat.role.value === "guest" && (
          <button type="button" class="name-way" onClick={open({ kind: "keep" })}>
            <Icon name="key" size={16} />
            {t.keepName}
          </button>
        )}
        {!leave && (
          <button type="button" class="name-way" onClick={open({ kind: "sign-in" })}>
            <Icon name="key" size={16} />
            {t.signIn}
          </button>
        )}
        {leave && (
          <button type="button" class="name-leave" onClick={leave}>
            <Icon name="leave" size={16} />
            {chat.role.value === "guest" ? t.leaveName : t.signOut}
          </button>
        )}
      </span>
    </span>
  );
}
