import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { close, overlay } from "./overlay";
import { SheetHead } from "./SheetHead";
import "./Sheet.css";

/** A native modal dialog over the log, with a title and a way out; a press beside it closes it too. */
export function Sheet({ title, children }: { title: string; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = useRef(overlay.peek());
  const heading = useId();
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own; the click is on what is around it.
    <dialog
      ref={dialog}
      class="over-sheet"
      aria-labelledby={heading}
      onClose={() => close(shown.current)}
      onClick={(event) => {
        if (event.target === dialog.current) close(shown.current);
      }}
    >
      <div class="over-sheet-inside">
        <SheetHead id={heading} title={title} close={() => close(shown.current)} />
        {children}
      </div>
    </dialog>
  );
}
