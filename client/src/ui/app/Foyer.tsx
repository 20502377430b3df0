import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { composing } from "../parts/keys";
import "./Foyer.css";

/** What is asked for by a key and has to be fetched first: where one types meanwhile, and how one gives up. */
export interface Waits {
  label: () => string;
  /** What is typed, for the field that comes; without it, keys do nothing. */
  text?: Signal<string>;
  leave: () => void;
}

interface Props extends Waits {
  /** An input method is at work: the field must not be taken from under it. */
  hold: (on: boolean) => void;
}

/** Stands in for what is on its way, so that what is typed does not go where one wrote before. Escape gives up. */
export function Foyer({ label, text, leave, hold }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const from = document.activeElement;
    const taker = place.current?.querySelector("input") ?? place.current;
    taker?.focus({ preventScroll: true });
    // What comes finds the focus where it was, to give it back there.
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div
      ref={place}
      class="foyer"
      role="dialog"
      aria-label={label()}
      aria-busy="true"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || composing(event)) return;
        event.preventDefault();
        event.stopPropagation();
        leave();
      }}
    >
      {text ? (
        <input
          class="foyer-field"
          aria-label={label()}
          value={text.value}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
          onCompositionStart={() => hold(true)}
          onCompositionEnd={({ currentTarget }) => {
            text.value = currentTarget.value;
            hold(false);
          }}
        />
      ) : (
        <i class="foyer-dots" aria-hidden="true" />
      )}
    </div>
  );
}
