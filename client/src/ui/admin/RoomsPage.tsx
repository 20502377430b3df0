import { useSignal } from "@preact/signals";
import { adminStrings } from "../../i18n/admin";
import { byName } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Choice } from "../parts/Choice";
import { type Asked, useAsked } from "./asked";
import { bytesOf } from "./figures";
import { Loaded } from "./Loaded";
import { RoomPanel } from "./RoomPanel";
import type { SectionProps } from "./sections";
import "./People.css";

export interface KnownRoom {
  id: number;
  name: string;
  title: string;
  archived: boolean;
  access: string;
  retention_days: number | null;
  members: number;
  messages: number;
  bytes: number;
}

export interface RoomsAnswer {
  rooms: readonly KnownRoom[];
}

type Order = "title" | "messages" | "members" | "bytes";
const ORDERS: readonly Order[] = ["title", "messages", "members", "bytes"];

/** As the rest of the page calls it: the lobby without a title in the reader's language. */
export const titleOf = ({ title, name }: KnownRoom): string =>
  title || (name === "lobby" ? strings.value.lobby : name);

/** Every room of the place with what it holds, and who may come in. */
export function RoomsPage({ chat }: SectionProps) {
  const t = adminStrings.strings.value.rooms;
  const asked = useAsked<RoomsAnswer>(chat, "admin/rooms");
  const order = useSignal<Order>("title");
  return (
    <Loaded asked={asked}>
      {({ rooms }) => (
        <>
          <Choice
            name="room-order"
            label={t.sort}
            choices={ORDERS.map((id) => ({ id, label: t.sorts[id] }))}
            chosen={order.value}
            choose={(id) => {
              order.value = id;
            }}
          />
          {rooms.length === 0 && <p class="form-hint">{t.empty}</p>}
          <ul class="admin-list">
            {[...rooms].sort(compared(order.value)).map((room) => (
              <RoomRow key={room.id} chat={chat} room={room} asked={asked} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

/** The largest first; names as the language orders them. */
function compared(order: Order): (a: KnownRoom, b: KnownRoom) => number {
  if (order === "title") return (a, b) => byName(titleOf(a), titleOf(b));
  return (a, b) => b[order] - a[order];
}

interface RowProps {
  chat: SectionProps["chat"];
  room: KnownRoom;
  asked: Asked<RoomsAnswer>;
}

function RoomRow({ chat, room, asked }: RowProps) {
  const t = adminStrings.strings.value.rooms;
  const open = useSignal(false);
  const panel = `room-${room.id}`;
  return (
    <li class="admin-row">
      <button
        type="button"
        class="admin-row-head"
        aria-expanded={open.value}
        aria-controls={panel}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="admin-row-words">
          <bdi class="admin-row-name">{titleOf(room)}</bdi>
          <span class="admin-row-times">
            {room.access === "private" && `${t.memberCount(room.members)} · `}
            {t.messageCount(room.messages)}
            {room.bytes > 0 && ` · ${t.fileBytes(bytesOf(room.bytes))}`}
            {room.retention_days !== null && ` · ${t.kept(room.retention_days)}`}
          </span>
        </span>
        <span class="admin-row-tags">
          {room.archived && <span class="admin-tag">{t.archived}</span>}
          <span class="admin-tag">{t.access[room.access] ?? room.access}</span>
        </span>
      </button>
      <div id={panel} hidden={!open.value}>
        {open.value && <RoomPanel chat={chat} room={room} again={() => void asked.load()} />}
      </div>
    </li>
  );
}
