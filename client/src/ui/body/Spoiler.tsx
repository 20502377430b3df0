import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import "./Spoiler.css";

/** Text that is covered until it is asked for, for those who see the page and those who hear it. */
export function Spoiler({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const t = strings.value.text;
  // The element keeps the focus when it opens, so that what it hid is read next.
  if (open)
    return (
      <span class="spoiler open" tabIndex={-1}>
        <span>{children}</span>
      </span>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot break across lines.
    <span
      class="spoiler"
      role="button"
      tabIndex={0}
      aria-label={t.spoiler}
      title={t.spoiler}
      onClick={(event) => {
        event.stopPropagation();
        setOpen(true);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        setOpen(true);
      }}
    >
      <span inert>{children}</span>
    </span>
  );
}
