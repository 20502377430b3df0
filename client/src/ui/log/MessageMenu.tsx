import { useRef } from "preact/hooks";
import type { Message } from "../../contract";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { TalkStrings } from "../../i18n/talk";
import { Icon } from "../parts/Icon";
import { close, type Spot, show } from "../parts/overlay";
import { Popup } from "../parts/Popup";
import { useScreen } from "../parts/screen";
import { actionsOf, canReact, type MessageAction } from "./actions";
import { circumstances, perform, toggleReaction } from "./deeds";
import { quickEmoji } from "./quick-emoji";
import "./MessageMenu.css";

/** The shortcuts that the log knows; shown, so that they are found. */
const KEYS: Partial<Record<MessageAction, string>> = { reply: "R", edit: "E" };
const ICONS = {
  reply: "reply",
  edit: "pen",
  copy: "copy",
  link: "link",
  pin: "pin",
  unpin: "unpin",
  unread: "unread",
  whisper: "lock",
  versions: "clock",
  ignore: "mute",
  unignore: "speak",
  report: "flag",
  recall: "recall",
  takeBack: "recall",
  moderate: "shield",
} as const;
const GRAVE: readonly MessageAction[] = ["recall", "takeBack"];

/** What can be done with a message: a menu where it was asked for, a sheet on a phone. */
export function MessageMenu({ message, at }: { message: Message; at: Spot }) {
  const screen = useScreen();
  const t = strings.value.talk;
  const list = useRef<HTMLDivElement>(null);
  const now = circumstances(screen);
  const name = isolate(message.sender.name);
  const reacting = canReact(message, now);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Tab") {
      event.preventDefault();
      close();
      return;
    }
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[role^='menuitem']") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = nextOf(items, at, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <Popup at={at} label={t.actionsOf(name)} role="menu" class="message-menu">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the menu around it. */}
      <div ref={list} onKeyDown={onKeyDown} role="presentation">
        {reacting && (
          // biome-ignore lint/a11y/useSemanticElements: a group of a menu is no fieldset.
          <div class="menu-emoji" role="group" aria-label={t.react}>
            {quickEmoji(6).map((emoji) => (
              <button
                key={emoji}
                type="button"
                role="menuitem"
                class="menu-one"
                aria-label={t.reactWith(emoji)}
                onClick={() => {
                  close();
                  toggleReaction(screen, message, emoji);
                }}
              >
                {emoji}
              </button>
            ))}
            <button
              type="button"
              role="menuitem"
              class="menu-one"
              aria-label={t.moreReactions}
              title={t.moreReactions}
              onClick={() => show({ kind: "react", message, at })}
            >
              <Icon name="smile" />
            </button>
          </div>
        )}
        {actionsOf(message, now).map((action, i) => (
          <button
            key={action}
            type="button"
            role="menuitem"
            aria-keyshortcuts={KEYS[action]}
            data-key={KEYS[action]}
            class={`menu-item ${GRAVE.includes(action) ? "grave" : ""}`}
            data-first={i === 0 ? true : undefined}
            onClick={() => perform(screen, message, action)}
          >
            <Icon name={ICONS[action]} size={18} />
            <span class="one-line">{labelOf(action, t, name)}</span>
          </button>
        ))}
      </div>
    </Popup>
  );
}

/** The item that a key leads to: up and down over all, left and right along the emoji. */
function nextOf(items: HTMLElement[], at: number, key: string): HTMLElement | undefined {
  const wide = (item: HTMLElement | undefined): boolean => item?.classList.contains("menu-one") ?? false;
  const rows = items.filter((item) => !wide(item));
  switch (key) {
    case "ArrowDown":
      return wide(items[at]) ? rows[0] : (items[at + 1] ?? items[0]);
    case "ArrowUp":
      if (wide(items[at])) return rows.at(-1);
      return wide(items[at - 1]) ? items[0] : items.at(at - 1);
    case "ArrowRight":
      return wide(items[at]) && wide(items[at + 1]) ? items[at + 1] : undefined;
    case "ArrowLeft":
      return wide(items[at]) && at > 0 ? items[at - 1] : undefined;
    case "Home":
      return items[0];
    case "End":
      return items.at(-1);
    default:
      return undefined;
  }
}

function labelOf(action: MessageAction, t: TalkStrings, name: string): string {
  switch (action) {
    case "reply":
      return t.reply;
    case "edit":
      return t.edit;
    case "copy":
      return t.copyText;
    case "link":
      return t.copyLink;
    case "pin":
      return t.pin;
    case "unpin":
      return t.unpin;
    case "unread":
      return t.markUnread;
    case "whisper":
      return t.whisperTo(name);
    case "versions":
      return t.showVersions;
    case "ignore":
      return t.ignore(name);
    case "unignore":
      return t.unignore(name);
    case "recall":
      return t.recall;
    case "report":
      return strings.value.standing.report;
    case "takeBack":
      return strings.value.standing.takeBack;
    case "moderate":
      return strings.value.standing.moderate(name);
    default:
      return action satisfies never;
  }
}
