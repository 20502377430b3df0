import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { dialog as shown } from "../app/stage";
import { SheetHead } from "./SheetHead";
import "./Sheet.css";
import "./Dialog.css";

interface Props {
  title: string;
  kind: string;
  /** The switcher has its field in the place of a heading. */
  bare?: boolean;
  id?: string;
  children: ComponentChildren;
}

/** A native modal dialog before the whole page; what had the focus gets it back. */
export function Dialog({ title, kind, bare = false, id, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const { current } = element;
    const mine = shown.peek();
    if (!current) return;
    current.showModal();
    // Taken out of the page while open, it would keep the focus from where it came.
    return () => {
      current.close();
      const { activeElement } = document;
      // Chromium gives the focus back without the caret, which stays in what goes now.
      if (activeElement instanceof HTMLTextAreaElement || activeElement instanceof HTMLInputElement) {
        activeElement.blur();
        activeElement.focus({ preventScroll: true });
      }
      if (shown.peek() === mine) shown.value = null;
    };
  }, []);
  const close = (): void => {
    shown.value = null;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own; the click is on what is around it.
    <dialog
      ref={element}
      id={id}
      class={`over-sheet dialog ${kind}`}
      aria-labelledby={bare ? undefined : heading}
      aria-label={bare ? title : undefined}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === element.current) close();
      }}
    >
      {bare ? (
        children
      ) : (
        <div class="over-sheet-inside">
          <SheetHead id={heading} title={title} close={close} />
          {children}
        </div>
      )}
    </dialog>
  );
}
