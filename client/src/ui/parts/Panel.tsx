import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { findWords } from "../../i18n/find";
import { strings } from "../../i18n/language";
import { later } from "../app/Later";
import { panel, sought } from "../app/stage";
import { QueuePanel } from "../order/lazy";
import { Icon } from "./Icon";
import { composing } from "./keys";
import "./Panel.css";

const SearchPanel = later(
  () => import("../find/SearchPanel").then((module) => module.SearchPanel),
  findWords,
  {
    label: () => strings.value.shell.search,
    text: sought,
    leave() {
      panel.value = null;
    },
  },
);
const MentionsPanel = later(
  () => import("../find/MentionsPanel").then((module) => module.MentionsPanel),
  findWords,
);

export interface PanelProps {
  chat: Chat;
  /** A message was gone to: where the panel covers the room, it goes. */
  onPick: () => void;
}

/** What stands beside the room: the search, or what calls one. */
export function Panels(props: PanelProps) {
  switch (panel.value) {
    case null:
      return null;
    case "search":
      return <SearchPanel {...props} />;
    case "mentions":
      return <MentionsPanel {...props} />;
    case "queue":
      return <QueuePanel {...props} />;
    default:
      return panel.value satisfies never;
  }
}

interface FrameProps {
  title: string;
  kind: string;
  /** Beside the way out. */
  tool?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of a panel: Escape closes it, and the focus goes back to where it came from. */
export function Panel({ title, kind, tool, children }: FrameProps) {
  const section = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  // At once: whoever asked for it by a key types on.
  useLayoutEffect(() => {
    opener.current = document.activeElement;
    section.current?.focus({ preventScroll: true });
  }, []);
  useEffect(
    () => () => {
      const from = opener.current;
      const astray = document.activeElement === null || document.activeElement === document.body;
      if (astray && from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    },
    [],
  );
  const close = (): void => {
    panel.value = null;
  };
  return (
    <section
      ref={section}
      tabIndex={-1}
      class={`panel ${kind}`}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || composing(event) || event.shiftKey) return;
        event.preventDefault();
        close();
      }}
    >
      <header class="panel-head">
        <h2 class="panel-title one-line">{title}</h2>
        {tool}
        <button
          type="button"
          class="icon-button"
          aria-label={strings.value.close}
          title={strings.value.close}
          onClick={close}
        >
          <Icon name="close" size={18} />
        </button>
      </header>
      {children}
    </section>
  );
}
