import { useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { paint } from "../body/Body";
import { composing, enterDoes } from "../parts/keys";
import { coarsePointer } from "../parts/media";
import { enterBreaks } from "../parts/preferences";
import { useScreen } from "../parts/screen";
import { roomTitle } from "../rail/room-title";
import { COMPLETION, Completion } from "./Completion";
import { ownColor } from "./color";
import type { Completer } from "./completer";
import { retype } from "./retype";
import type { Suggestion } from "./suggestions";

/** The text, with what can be completed at its caret. */
export function Field({ completer }: { completer: Completer }) {
  const { chat, view, compose } = useScreen();
  const { sending } = compose;
  const t = strings.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const inserted = useRef(compose.insertion.peek());
  const text = compose.text.value;
  const addressee = compose.addressee.value;
  const whisper = addressee?.mode === "whisper";
  const color = ownColor.value;
  const options = completer.options.value;
  const active = Math.min(completer.active.value, options.length - 1);

  const caret = useRef<{ at: number; text: string } | null>(null);
  const retyping = useRef(false);

  // What is typed stands here already; `value` as an attribute would overtake what is being put in, too.
  useLayoutEffect(() => {
    if (field.current && !retyping.current && field.current.value !== text) field.current.value = text;
  });
  useLayoutEffect(() => {
    if (field.current) grow(field.current, text);
    settle();
    caret.current = null;
  }, [text]);
  useLayoutEffect(() => {
    if (field.current) paint(field.current, color);
  }, [color]);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || coarsePointer.peek()) return;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
  }, []);
  useSignalEffect(() => {
    if (compose.focus.value > 0) field.current?.focus({ preventScroll: true });
  });
  // What is edited is gone on with at its end.
  useSignalEffect(() => {
    if (compose.editing.value) place(compose.text.peek().length);
  });
  useSignalEffect(() => {
    const { value } = compose.insertion;
    if (value === null || value === inserted.current) return;
    inserted.current = value;
    put(value.text);
  });

  /** Puts a text in where the caret is, in place of what is selected. */
  const put = (added: string): void => {
    const element = field.current;
    if (!element) return;
    element.focus({ preventScroll: true });
    const { selectionStart: from, selectionEnd: to, value } = element;
    const at = from + added.length;
    type(`${value.slice(0, from)}${added}${value.slice(to)}`, at);
    compose.write(element.value);
    completer.look(at, true);
  };
  /** What is put in by a choice is there as if it were typed, with the caret behind it. */
  const type = (now: string, at: number): void => {
    const element = field.current;
    if (!element) return;
    retyping.current = true;
    retype(element, now);
    retyping.current = false;
    element.setSelectionRange(at, at);
  };
  /** The caret goes there as soon as the field has its new text: at once, or with the coming render. */
  const place = (at: number): void => {
    caret.current = { at, text: compose.text.peek() };
    settle();
  };
  const settle = (): void => {
    const wanted = caret.current;
    if (wanted === null || field.current?.value !== wanted.text) return;
    caret.current = null;
    field.current.setSelectionRange(wanted.at, wanted.at);
  };
  const choose = (suggestion: Suggestion): void => {
    const at = completer.choose(suggestion);
    type(compose.text.peek(), at);
  };
  const look = (): void => completer.look(field.current?.selectionStart ?? 0);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (composing(event)) return;
    if (event.altKey && event.code === "KeyW" && addressee) compose.turn();
    else if (options.length > 0 && completes(event)) {
      // It has been done.
    } else if (event.key === "Escape" && !event.shiftKey && leaves()) event.stopPropagation();
    else if (event.key === "Backspace" && text === "" && compose.picked.value) compose.drop();
    else if (event.key === "ArrowUp" && isPlain(event) && text === "" && !compose.editing.value) {
      if (!compose.editLast()) return;
    } else if (enterDoes(event, enterBreaks.peek()) === "send") {
      if (!event.repeat && sending.send()) completer.look(0, true);
    } else return;
    event.preventDefault();
  };
  const completes = (event: KeyboardEvent): boolean => {
    const { key } = event;
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && isPlain(event)) completer.step(step);
    else if (key === "Escape" && !event.shiftKey) {
      completer.close();
      event.stopPropagation();
    } else if (key === "Tab" && event.shiftKey) {
      // The list goes, and is passed over by the focus that is on its way: it is drawn for a moment longer.
      document.getElementById(COMPLETION)?.setAttribute("tabindex", "-1");
      completer.close();
      return false;
    } else if ((key === "Enter" && !event.shiftKey) || (key === "Tab" && !event.shiftKey)) {
      const chosen = completer.chosen(key);
      if (!chosen) return false;
      choose(chosen);
    } else return false;
    return true;
  };
  /** Escape leaves one thing after the other, and then is somebody else's. */
  const leaves = (): boolean => {
    if (sending.stop()) return true;
    if (compose.editing.value) compose.cancelEdit();
    else if (compose.replyTo.value !== null) compose.cancelReply();
    else if (text === "" && compose.picked.value) compose.drop();
    else return false;
    return true;
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Office programs put a picture of the text beside it: the text is meant.
    if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    if (!compose.editing.value) chat.upload(files);
  };

  const placeholder = whisper
    ? t.composeWhisper(isolate(addressee.person.name))
    : view.state.value
      ? (view.state.value.kind === "direct" ? t.composeTo : t.compose)(roomTitle(view.state.value))
      : "";
  const label = compose.editing.value ? t.write.editing : whisper ? placeholder : t.message;
  return (
    <>
      {options.length > 0 && <Completion options={options} active={active} choose={choose} />}
      <textarea
        id="composer"
        ref={field}
        class="field"
        rows={1}
        placeholder={compose.editing.value ? "" : placeholder}
        aria-label={label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={options.length > 0 ? COMPLETION : undefined}
        aria-activedescendant={options.length > 0 && active >= 0 ? `option-${active}` : undefined}
        enterkeyhint={enterBreaks.value ? "enter" : "send"}
        autocomplete="off"
        spellcheck={true}
        onInput={({ currentTarget }) => {
          if (retyping.current) return;
          compose.write(currentTarget.value);
          completer.look(currentTarget.selectionStart, true);
        }}
        onKeyDown={onKeyDown}
        onKeyUp={look}
        onClick={look}
        onPaste={onPaste}
        onBlur={() => chat.typingNow(false)}
      />
    </>
  );
}

const isPlain = (event: KeyboardEvent): boolean =>
  !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;

/** As high as its text, up to what the style sheet allows. */
function grow(element: HTMLTextAreaElement, text: string): void {
  element.style.height = "auto";
  if (text !== "") element.style.height = `${element.scrollHeight}px`;
}
