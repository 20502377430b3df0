import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { composing } from "./keys";

interface Given<T> {
  /** Of the list; those of its options begin with it. */
  id: string;
  /** What both are called. */
  label: string;
  text: Signal<string>;
  options: readonly T[];
  choose: (option: T) => void;
  /** Keys that mean something else here, before all others: true where it was one. */
  keys?: (event: KeyboardEvent) => boolean;
}

/** Where the arrows lead from option `at` of `count`: round the end; null for any other key. */
export function stepped(key: string, at: number, count: number): number | null {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  return step === undefined || count === 0 ? null : (at + step + count) % count;
}

/**
 * A field with a list of options below it (ARIA: combobox with a listbox): arrows, Enter and the pointer choose, and
 * the focus stays in the field. Gives the attributes of field, list and options.
 */
export function useCombobox<T>({ id, label, text, options, choose, keys }: Given<T>) {
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const active = useSignal(0);
  const some = options.length > 0;
  const at = Math.min(active.value, options.length - 1);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (composing(event)) return;
    const next = stepped(event.key, at, options.length);
    const option = options[at];
    if (next !== null) active.value = next;
    else if (keys?.(event)) {
      // It has been done.
    } else if (event.key === "Enter") {
      if (option !== undefined) choose(option);
    } else return;
    event.preventDefault();
  };
  return {
    focus: () => field.current?.focus(),
    /** The first option is the one again. */
    anew(): void {
      active.value = 0;
    },
    field: {
      ref: field,
      role: "combobox",
      "aria-label": label,
      "aria-expanded": some,
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-activedescendant": some ? `${id}-${at}` : undefined,
      autocomplete: "off",
      spellcheck: false,
      value: text.value,
      onInput(event: { currentTarget: HTMLInputElement }): void {
        text.value = event.currentTarget.value;
        active.value = 0;
      },
      onKeyDown,
    },
    // Without options it is no list, and has no name.
    list: {
      ref: list,
      id,
      role: some ? "listbox" : undefined,
      "aria-label": some ? label : undefined,
      tabIndex: -1,
    },
    option: (option: T, i: number) => ({
      id: `${id}-${i}`,
      role: "option" as const,
      tabIndex: -1,
      "aria-selected": i === at,
      onPointerMove(): void {
        active.value = i;
      },
      onClick: () => choose(option),
    }),
  } as const;
}
