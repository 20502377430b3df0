import type { Chat, RoomEntry } from "../../contract";
import { strings } from "../../i18n/language";
import { allowed, roleIn } from "../../state/rights";
import { callsOf, countOf, wanted } from "../app/badge";
import { dialog, panel, type Shown } from "../app/stage";
import { Icon } from "../parts/Icon";
import { pageHref } from "../parts/page";
import { Brand } from "./Brand";
import { OwnStatus } from "./OwnStatus";
import { RoomLink } from "./RoomLink";
import "./Rail.css";

interface Props {
  chat: Chat;
  /** Something was chosen: what the rail stands in may go. */
  onPick: () => void;
}

/** The brand, the rooms and conversations, and the way to oneself and the settings. */
export function Rail({ chat, onPick }: Props) {
  const t = strings.value;
  const rooms = chat.rooms.value;
  const named = chat.you.value !== null;
  const listed = rooms.filter(({ kind, archived }) => kind !== "direct" && !archived);
  const talks = rooms.filter(({ kind, archived }) => kind === "direct" && !archived);
  const archived = rooms.filter((room) => room.archived);
  const open = (shown: Shown): void => {
    onPick();
    dialog.value = shown;
  };
  return (
    <div class="rail">
      <Brand chat={chat} />
      <div class="rail-tools">
        <button type="button" class="go-to" onClick={() => open({ kind: "switcher" })}>
          <Icon name="search" size={17} />
          <span class="one-line">{t.shell.goTo}</span>
          <span class="go-keys" aria-hidden="true">
            {COMMAND}K
          </span>
        </button>
        {named && <Queue chat={chat} onPick={onPick} />}
        {named && <Bell calls={callsOf(rooms)} onPick={onPick} />}
      </div>
      <nav class="rooms" aria-label={t.rooms} tabIndex={-1}>
        <Section
          chat={chat}
          title={t.rooms}
          rooms={listed}
          add={named ? t.shell.newRoom : null}
          onAdd={() => open({ kind: "room", room: null })}
          onPick={onPick}
        />
        {(named || talks.length > 0) && (
          <Section
            chat={chat}
            title={t.shell.conversations}
            rooms={talks}
            none={t.shell.noTalks}
            add={named ? t.shell.newTalk : null}
            onAdd={() => open({ kind: "conversation" })}
            onPick={onPick}
          />
        )}
        {archived.length > 0 && <Archived chat={chat} rooms={archived} onPick={onPick} />}
      </nav>
      <div class="rail-foot">
        <OwnStatus chat={chat} />
        {allowed(chat.role.value, "house.see") && (
          <a
            class="icon-button menu-button"
            href={pageHref("admin", "")}
            aria-label={t.shell.administration}
            title={t.shell.administration}
            onClick={onPick}
          >
            <Icon name="house" size={19} />
          </a>
        )}
        <button
          type="button"
          class="icon-button menu-button"
          aria-label={t.settings}
          title={t.settings}
          onClick={() => {
            dialog.value = { kind: "settings" };
          }}
        >
          <Icon name="sliders" size={19} />
        </button>
      </div>
    </div>
  );
}

/** The key that the switcher goes by, as this machine writes it. */
const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl ";

interface SectionProps {
  chat: Chat;
  title: string;
  rooms: readonly RoomEntry[];
  none?: string;
  add: string | null;
  onAdd: () => void;
  onPick: () => void;
}

function Section({ chat, title, rooms, none, add, onAdd, onPick }: SectionProps) {
  const here = chat.current.value?.room;
  return (
    <section class="rail-section">
      <div class="rail-head">
        <h2 class="rail-heading">{title}</h2>
        {add && (
          <button type="button" class="icon-button rail-add" aria-label={add} title={add} onClick={onAdd}>
            <Icon name="plus" size={17} />
          </button>
        )}
      </div>
      <ul>
        {rooms.map((room) => (
          <RoomLink key={room.id} chat={chat} room={room} current={room.id === here} onPick={onPick} />
        ))}
      </ul>
      {rooms.length === 0 && none && <p class="rail-none">{none}</p>}
    </section>
  );
}

/** Folded away, unless one stands in one of them. */
function Archived({ chat, rooms, onPick }: { chat: Chat; rooms: readonly RoomEntry[]; onPick: () => void }) {
  const t = strings.value.shell;
  const here = chat.current.value?.room;
  return (
    <details class="rail-section archived" open={rooms.some(({ id }) => id === here) || undefined}>
      <summary class="rail-heading">
        {t.archived} <span class="rail-count">{rooms.length}</span>
      </summary>
      <ul>
        {rooms.map((room) => (
          <RoomLink key={room.id} chat={chat} room={room} current={room.id === here} onPick={onPick} />
        ))}
      </ul>
    </details>
  );
}

/** What waits for those who keep a room: nobody else is shown the way there. */
function Queue({ chat, onPick }: { chat: Chat; onPick: () => void }) {
  const t = strings.value.standing;
  const me = chat.you.value?.id ?? null;
  const keeps =
    allowed(chat.role.value, "reports.see") ||
    chat.rooms.value.some((room) => allowed(roleIn(chat.role.value, room, me), "reports.see"));
  const { reports, held } = chat.queue.value;
  const waiting = reports + held;
  // Who only owns a room of their own sees it once something waits.
  if (!keeps || (waiting === 0 && !allowed(chat.role.value, "reports.see"))) return null;
  return (
    <button
      type="button"
      class="icon-button bell queue-button"
      aria-label={waiting > 0 ? `${t.queue}${strings.value.comma}${t.queueCount(waiting)}` : t.queue}
      aria-expanded={panel.value === "queue"}
      title={t.queue}
      onClick={() => {
        onPick();
        panel.value = panel.peek() === "queue" ? null : "queue";
      }}
    >
      <Icon name="shield" size={19} />
      {waiting > 0 && (
        <span class="bell-count" aria-hidden="true">
          {waiting > 99 ? "99+" : waiting}
        </span>
      )}
    </button>
  );
}

function Bell({ calls, onPick }: { calls: number; onPick: () => void }) {
  const t = strings.value.shell;
  return (
    <button
      type="button"
      class="icon-button bell"
      aria-label={
        calls > 0 ? `${t.mentions}${strings.value.comma}${t.mentionsUnread(countOf(calls))}` : t.mentions
      }
      aria-expanded={panel.value === "mentions"}
      title={t.mentions}
      onClick={() => {
        onPick();
        panel.value = panel.peek() === "mentions" ? null : "mentions";
      }}
    >
      <Icon name="bell" size={19} />
      {calls > 0 && (
        <span class="bell-count" aria-hidden="true">
          {calls > 99 ? "99+" : calls}
        </span>
      )}
    </button>
  );
}

/** Whether something waits in another room: the dot on the button that opens the rail. */
export function waitsElsewhere(rooms: readonly RoomEntry[], open: number | null): boolean {
  return rooms.some((room) => room.id !== open && wanted(room) > 0);
}
