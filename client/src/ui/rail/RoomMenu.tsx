import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { strings } from "../../i18n/language";
import { orderWords } from "../../i18n/order";
import { later } from "../app/Later";
import { Icon } from "../parts/Icon";
import { coarsePointer, railDocked } from "../parts/media";
import "../parts/Popup.css";

const RoomItems = later(() => import("./RoomItems").then((module) => module.RoomItems), orderWords);
const EDGE = 8;

/** What can be done with the open room: a native popover, on a phone a sheet at the bottom. */
export function RoomMenu() {
  const t = strings.value.shell;
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const sheet = coarsePointer.value && !railDocked.value;
  const place = (): void => {
    const element = menu.current;
    if (!open.peek() || !element || !button.current) return;
    const { right, bottom } = button.current.getBoundingClientRect();
    element.style.left = sheet ? "" : `${Math.max(EDGE, right - element.offsetWidth)}px`;
    element.style.top = sheet ? "" : `${bottom + 4}px`;
  };
  useLayoutEffect(place, [open.value, sheet]);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button room-more"
        popovertarget="room-menu"
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-label={t.roomMenu}
        title={t.roomMenu}
      >
        <Icon name="more" />
      </button>
      <div
        ref={menu}
        id="room-menu"
        popover="auto"
        class={`popup room-menu ${sheet ? "sheet" : ""}`}
        onToggle={(event) => {
          open.value = event.newState === "open";
        }}
      >
        {open.value && <RoomItems place={place} close={() => menu.current?.hidePopover()} />}
      </div>
    </>
  );
}
