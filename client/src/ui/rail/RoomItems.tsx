import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Outcome } from "../../contract";
import { lasting } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { orderStrings } from "../../i18n/order";
import { Order, type RoomRules } from "../../state/order";
import { allowed, roleIn } from "../../state/rights";
import type { Action } from "../../wire.gen";
import { dialog, openSearch, panel, type RoomPart } from "../app/stage";
import { calledIn } from "../find/search-query";
import { mayLeave, partsOf } from "../order/parts";
import { reasonFor } from "../order/reason";
import { copyText } from "../parts/clipboard";
import { Icon } from "../parts/Icon";
import { reasonOf } from "../parts/outcome";
import { show } from "../parts/overlay";
import { hrefOf } from "../parts/route";
import { useScreen } from "../parts/screen";
import { keptLine } from "./retention";
import "./RoomItems.css";

const LEVELS = ["all", "mentions", "none"] as const;

interface Props {
  /** They are there now: what holds them has its size. */
  place: () => void;
  close: () => void;
}

/** What can be done with the open room; comes when it is first asked for. */
export function RoomItems({ place, close }: Props) {
  const { chat, view } = useScreen();
  const t = strings.value.shell;
  const queue = strings.value.standing.queue;
  const w = orderStrings.value.menu;
  const told = useSignal("");
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place();
    itemsIn(menu.current)[0]?.focus({ preventScroll: true });
  }, []);
  const state = view.state.value;
  const listed = chat.rooms.value.find(({ id }) => id === view.room);
  const named = chat.you.value !== null;
  const room = state?.kind === "direct" ? null : state;
  const role = roleIn(chat.role.value, room, chat.you.value?.id ?? null);
  const may = (action: Action): boolean => room !== null && allowed(role, action);
  const parts = listed && room ? partsOf(role, listed) : [];
  const sought = listed && calledIn(listed, chat.rooms.value);
  const kept = keptLine(chat.house.value, state);
  const doing = async (outcome: Promise<Outcome>): Promise<void> => {
    const code = await outcome;
    if (code === null) close();
    else told.value = reasonOf(code);
  };
  const to = (act: () => void) => () => {
    close();
    act();
  };
  const change = (changed: RoomRules): void =>
    void new Order(chat.api).changeRoom(view.room, changed).then((outcome) => {
      if (outcome.ok) close();
      else told.value = reasonFor(outcome.code);
    });
  const openPart = (part: RoomPart) =>
    to(() => {
      dialog.value = { kind: "room", room: view.room, part };
    });
  return (
    <>
      <div
        ref={menu}
        role="menu"
        aria-label={t.roomMenu}
        onKeyDown={(event) => onMenuKey(event, itemsIn(menu.current), close)}
      >
        {named && (
          // biome-ignore lint/a11y/useSemanticElements: a group of a menu is no fieldset.
          <div role="group" class="menu-group" aria-label={w.notifyFor}>
            <p class="menu-label" aria-hidden="true">
              {w.notifyFor}
            </p>
            {LEVELS.map((level) => (
              <button
                key={level}
                type="button"
                role="menuitemradio"
                class="room-item"
                aria-checked={(listed?.notify ?? "mentions") === level}
                onClick={() => void doing(chat.setNotify(view.room, level))}
              >
                <span class="room-check">
                  {(listed?.notify ?? "mentions") === level && <Icon name="check" size={17} />}
                </span>
                {w.notify[level]}
              </button>
            ))}
          </div>
        )}
        <Item
          icon="search"
          label={sought ? w.searchHere : t.search}
          act={to(() => openSearch(sought ? `${t.filterWords.in}"${sought}" ` : undefined))}
        />
        <Item icon="pin" label={t.pins} act={to(() => show({ kind: "pins" }))} />
        <Item
          icon="link"
          label={t.copyLink}
          act={() =>
            void copyText(new URL(hrefOf(view.room), location.href.replace(/[?#].*$/, "")).href).then(
              (done) => {
                told.value = done ? t.copied : t.copyFailed;
              },
            )
          }
        />
        {parts.length > 0 && <hr />}
        {parts.includes("about") && <Item icon="pen" label={w.roomSettings} act={openPart("about")} />}
        {parts.includes("members") && <Item icon="people" label={w.members} act={openPart("members")} />}
        {parts.includes("invites") && <Item icon="plus" label={w.invites} act={openPart("invites")} />}
        {listed && mayLeave(listed) && room && (
          <Item icon="leave" label={w.leaveRoom} act={openPart("end")} />
        )}
        {may("reports.see") && (
          <Item
            icon="shield"
            label={queue}
            act={to(() => {
              panel.value = "queue";
            })}
          />
        )}
        {room && may("room.change") && (
          <>
            <hr />
            <button
              type="button"
              role="menuitemcheckbox"
              class="room-item"
              aria-checked={room.read_only}
              onClick={() => change({ read_only: !room.read_only })}
            >
              <span class="room-check">{room.read_only && <Icon name="check" size={17} />}</span>
              {w.muteAll}
            </button>
            {may("room.rule") && (
              <Slow chosen={room.slow_seconds} choose={(slow_seconds) => change({ slow_seconds })} />
            )}
            <Item
              icon="box"
              label={room.archived ? t.unarchive : t.archive}
              act={() => change({ archived: !room.archived })}
            />
          </>
        )}
      </div>
      {kept !== "" && <p class="menu-note">{kept}</p>}
      <p class="menu-told" role="status">
        {told.value}
      </p>
    </>
  );
}

/** Seconds of the quick choices; others are in the room's settings. */
const SLOWNESS = { off: 0, short: 10, long: 60 } as const;

function Slow({ chosen, choose }: { chosen: number; choose: (seconds: number) => void }) {
  const w = orderStrings.value.menu;
  const choices = Object.entries(SLOWNESS) as [keyof typeof SLOWNESS, number][];
  const other = !choices.some(([, seconds]) => seconds === chosen);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a menu is no fieldset.
    <div role="group" class="menu-slow" aria-label={w.slow}>
      <span class="menu-slow-label" aria-hidden="true">
        <span class="room-check">
          <Icon name="clock" size={17} />
        </span>
        {w.slow}
      </span>
      {choices.map(([id, seconds]) => (
        <button
          key={id}
          type="button"
          role="menuitemradio"
          class="slow-choice"
          aria-checked={seconds === chosen}
          onClick={() => choose(seconds)}
        >
          {w.slowChoices[id]}
        </button>
      ))}
      {other && <span class="slow-choice now">{lasting(chosen)}</span>}
    </div>
  );
}

interface ItemProps {
  icon: Parameters<typeof Icon>[0]["name"];
  label: string;
  act: () => void;
}

function Item({ icon, label, act }: ItemProps) {
  return (
    <button type="button" role="menuitem" class="room-item" onClick={act}>
      <span class="room-check">
        <Icon name={icon} size={17} />
      </span>
      {label}
    </button>
  );
}

const itemsIn = (menu: HTMLElement | null): HTMLElement[] => [
  ...(menu?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? []),
];

/** Arrows, Home, End and first letters are not the browser's in a menu of buttons; Tab leaves it. */
function onMenuKey(event: KeyboardEvent, items: readonly HTMLElement[], close: () => void): void {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items.at(at <= 0 ? -1 : at - 1),
    Home: items[0],
    End: items.at(-1),
  }[event.key];
  if (event.key === "Tab") close();
  else if (!next) return;
  event.preventDefault();
  next?.focus();
}
