import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { coarsePointer, railDocked } from "./media";
import { close, overlay, type Spot } from "./overlay";
import "./Popup.css";

interface Props {
  at: Spot;
  label: string;
  role?: "menu" | "dialog";
  class?: string;
  children: ComponentChildren;
}

/** Distance from the window's edges, and from what it stands beside (CSS pixels). */
const EDGE = 8;
const GAP = 4;

/** Something that stands beside what was pressed; on a phone, a sheet at the bottom. A native popover. */
export function Popup({ at, label, role = "dialog", class: kind = "", children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const shown = useRef(overlay.peek());
  const sheet = coarsePointer.value && !railDocked.value;

  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    if (!current.matches(":popover-open")) current.showPopover();
    if (!current.contains(document.activeElement)) first(current)?.focus({ preventScroll: true });
    const place = (): void => {
      if (sheet) {
        current.style.removeProperty("left");
        current.style.removeProperty("top");
        return;
      }
      const { offsetWidth: width, offsetHeight: height } = current;
      const [across, down] = [innerWidth - width - EDGE, innerHeight - height - EDGE];
      const below = at.bottom + GAP <= down;
      const top = below ? at.bottom + GAP : Math.max(EDGE, Math.min(at.top - height - GAP, down));
      current.style.left = `${Math.max(EDGE, Math.min(at.left, across))}px`;
      current.style.top = `${top}px`;
    };
    place();
    // What is loaded late makes it larger.
    const observer = new ResizeObserver(place);
    observer.observe(current);
    return () => observer.disconnect();
  }, [at, sheet]);

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a menu or a dialog, both have a name.
    <div
      ref={element}
      popover="auto"
      // Where nothing in it can be pressed, it has the focus itself: Escape is its own then.
      tabIndex={-1}
      class={`popup ${kind} ${sheet ? "sheet" : ""}`}
      role={role}
      aria-label={label}
      onToggle={(event) => {
        if (event.newState === "closed") close(shown.current);
      }}
    >
      {children}
    </div>
  );
}

const first = (element: HTMLElement): HTMLElement | null =>
  element.querySelector<HTMLElement>("[data-first]") ??
  element.querySelector<HTMLElement>("button:not(:disabled), a[href], input") ??
  element;
