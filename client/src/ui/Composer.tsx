import { useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isolate, listed, sizeOf } from "../i18n/format";
import { strings } from "../i18n/language";
import type { Person } from "../wire.gen";
import { AddresseeChip } from "./AddresseeChip";
import { namingAt } from "./address";
import { Completion } from "./Completion";
import { Icon } from "./Icon";
import { composing, enterDoes } from "./keys";
import { coarsePointer } from "./media";
import { NameChip } from "./NameChip";
import { completions, fold } from "./names";
import { roomTitle } from "./room-title";
import { useScreen } from "./screen";
import { Unclear } from "./Unclear";
import "./Composer.css";

const OPTIONS = 8;

/** Where one writes: the text, one's name, whom it is for, and Send. */
export function Composer() {
  const { chat, view, compose } = useScreen();
  const t = strings.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useSignal(0);
  const active = useSignal(0);
  /** Where a completion was closed with Escape: it stays closed for that @. */
  const closedAt = useSignal(-1);
  const renaming = useSignal(false);

  const text = compose.text.value;
  const addressee = compose.addressee.value;
  const whisper = addressee?.mode === "whisper";

  const naming = namingAt(text, caret.value);
  const open = naming !== null && naming.start !== closedAt.value;
  const here = new Set(view.people.value.map(({ id }) => id));
  const found = open ? completions(naming.query, compose.known.value) : [];
  // A name written out and followed by a space is decided; who is present comes first.
  const decided =
    naming !== null && /\s$/.test(naming.query) && found.some((p) => fold(p.name) === fold(naming.query));
  const options = decided
    ? []
    : found.sort((a, b) => Number(here.has(b.id)) - Number(here.has(a.id))).slice(0, OPTIONS);

  useLayoutEffect(() => {
    const element = field.current;
    if (element) grow(element, text);
  }, [text]);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || coarsePointer.peek()) return;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
  }, []);
  useSignalEffect(() => {
    if (compose.focus.value > 0) field.current?.focus({ preventScroll: true });
  });

  const look = (): void => {
    caret.value = field.current?.selectionStart ?? 0;
  };
  const choose = (person: Person): void => {
    if (!naming) return;
    const rest = text.slice(caret.value);
    if (naming.start === 0) {
      compose.pick(person, rest.trimStart());
      place(0);
      return;
    }
    const before = `${text.slice(0, naming.start)}@${person.name} `;
    compose.write(before + rest.replace(/^ /, ""));
    place(before.length);
  };
  const place = (at: number): void => {
    caret.value = at;
    active.value = 0;
    // The field has its new text after the coming render.
    queueMicrotask(() => requestAnimationFrame(() => field.current?.setSelectionRange(at, at)));
  };
  const send = (): void => {
    if (compose.send()) caret.value = 0;
    field.current?.focus({ preventScroll: true });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (composing(event)) return;
    if (event.altKey && event.code === "KeyW" && addressee) {
      event.preventDefault();
      compose.turn();
      return;
    }
    if (options.length > 0 && completes(event)) return;
    if (event.key === "Backspace" && text === "" && compose.picked.value) {
      event.preventDefault();
      compose.drop();
      return;
    }
    if (enterDoes(event, coarsePointer.peek()) !== "send") return;
    event.preventDefault();
    if (!event.repeat) send();
  };
  const completes = (event: KeyboardEvent): boolean => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const person = options[Math.min(active.value, options.length - 1)];
    if (step !== 0) active.value = (active.value + step + options.length) % options.length;
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") person && choose(person);
    else if (event.key === "Escape") closedAt.value = naming?.start ?? -1;
    else return false;
    event.preventDefault();
    return true;
  };

  const bytes = compose.bytes.value;
  const limit = chat.bodyBytes.value;
  const you = chat.you.value;
  const placeholder = whisper
    ? t.composeWhisper(isolate(addressee.person.name))
    : view.state.value
      ? t.compose(roomTitle(view.state.value))
      : "";
  return (
    <div class="composer">
      <Typing visitor={you === null ? chat.proposedName.value : ""} />
      <Unclear />
      {/* A change of whom it is for is told to those who hear the page; the chip itself comes and goes. */}
      <span class="unseen" role="status">
        {addressee && `${whisper ? t.whisper : t.mention} ${isolate(addressee.person.name)}`}
      </span>
      <div class={`box ${whisper ? "whispering" : ""}`}>
        {options.length > 0 && (
          <Completion
            options={options}
            active={Math.min(active.value, options.length - 1)}
            here={here}
            choose={choose}
          />
        )}
        <textarea
          id="composer"
          ref={field}
          class="field"
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={whisper ? placeholder : t.message}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={options.length > 0 ? "completion" : undefined}
          aria-activedescendant={
            options.length > 0 ? `option-${Math.min(active.value, options.length - 1)}` : undefined
          }
          enterkeyhint={coarsePointer.value ? "enter" : "send"}
          autocomplete="off"
          spellcheck={true}
          onInput={(event) => {
            compose.write(event.currentTarget.value);
            active.value = 0;
            look();
            if (!namingAt(event.currentTarget.value, caret.value)) closedAt.value = -1;
          }}
          onKeyDown={onKeyDown}
          onKeyUp={look}
          onClick={look}
          onBlur={() => chat.typingNow(false)}
        />
        <div class="box-row">
          <NameChip editing={renaming} done={() => field.current?.focus()} small={addressee !== null} />
          {bytes > limit * 0.8 && (
            <span class={`size ${compose.tooLong.value ? "over" : ""}`} role="status">
              {compose.tooLong.value
                ? t.tooLong(sizeOf(bytes - limit))
                : t.sizeOf(sizeOf(bytes), sizeOf(limit))}
            </span>
          )}
          {!renaming.value && addressee && <AddresseeChip addressee={addressee} />}
          <button
            type="button"
            class="send"
            aria-disabled={text.trim() === "" || compose.tooLong.value}
            // The field keeps the focus, and a phone its keyboard.
            onPointerDown={(event) => event.preventDefault()}
            onClick={send}
          >
            <Icon name="send" size={18} />
            <span class="send-word">{t.send}</span>
          </button>
        </div>
      </div>
    </div>
  );
}

/** Who is typing; a visitor reads here under which name the first message goes out. Its line is always kept. */
function Typing({ visitor }: { visitor: string }) {
  const { chat, view } = useScreen();
  const t = strings.value;
  const you = chat.you.value?.id;
  const names = view.typing.value.filter(({ id }) => id !== you).map(({ name }) => name);
  const line =
    names.length > 3 ? t.typingMany : names.length > 0 ? t.typing(listed(names), names.length) : "";
  return (
    <p class="typing one-line">
      {line !== "" && <i class="dots" aria-hidden="true" />}
      {line || (visitor && t.visitorHint(isolate(visitor)))}
    </p>
  );
}

/** As high as its text, up to what the style sheet allows. */
function grow(element: HTMLTextAreaElement, text: string): void {
  element.style.height = "auto";
  if (text !== "") element.style.height = `${element.scrollHeight}px`;
}
