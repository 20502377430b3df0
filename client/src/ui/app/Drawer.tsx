import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import "./Drawer.css";

interface Props {
  side: "left" | "right";
  label: string;
  open: boolean;
  onClose: () => void;
  /** It is as wide as a panel, which has its own way out. */
  wide?: boolean;
  children: ComponentChildren;
}

/** A native modal dialog at one side: the browser keeps the focus inside, and Escape closes it. */
export function Drawer({ side, label, open, onClose, wide = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) element.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own; the click is on what is around it.
    <dialog
      ref={dialog}
      class={`drawer ${side} ${wide ? "wide" : ""}`}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && (
        <div class="drawer-inside">
          {!wide && (
            <button
              type="button"
              class="icon-button drawer-close"
              aria-label={strings.value.close}
              onClick={onClose}
            >
              <Icon name="close" />
            </button>
          )}
          {children}
        </div>
      )}
    </dialog>
  );
}
