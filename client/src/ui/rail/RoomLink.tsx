import type { Chat, RoomEntry } from "../../contract";
import { strings } from "../../i18n/language";
import type { Person } from "../../wire.gen";
import { Avatar } from "../parts/Avatar";
import { Badge } from "../parts/Badge";
import { Icon } from "../parts/Icon";
import { hrefOf } from "../parts/route";
import { othersOf, presenceOf } from "./presence";
import { roomTitle } from "./room-title";
import "./RoomLink.css";

interface Props {
  chat: Chat;
  room: RoomEntry;
  current: boolean;
  onPick: () => void;
}

/** A room or conversation of the rail. It is a link: the middle button opens it in a tab of its own. */
export function RoomLink({ chat, room, current, onPick }: Props) {
  const t = strings.value.shell;
  const muted = room.notify === "none";
  const unread = room.calls > 0 || (!muted && room.fresh > 0);
  const title = roomTitle(room);
  const others = room.kind === "direct" ? othersOf(chat, room) : [];
  const only = others.length === 1 ? others[0] : undefined;
  const kind = `${unread ? "unread" : ""} ${muted ? "muted" : ""} ${room.archived ? "put-away" : ""}`;
  return (
    <li>
      <a
        class={`room-link ${kind}`}
        href={hrefOf(room.id)}
        aria-current={current ? "page" : undefined}
        title={title}
        onClick={onPick}
      >
        <Sign chat={chat} room={room} others={others} />
        <span class="room-words">
          <bdi class="one-line">{title}</bdi>
          {only?.status && (
            <bdi class="room-status one-line" title={only.status}>
              {only.status}
            </bdi>
          )}
        </span>
        {only && <span class="unseen">{wordOf(chat, only)}</span>}
        {room.kind !== "direct" && room.access === "private" && (
          <span class="unseen">{strings.value.standing.privateRoom}</span>
        )}
        {muted && (
          <span class="room-muted" title={t.muted}>
            <Icon name="mute" size={15} />
            <span class="unseen">{t.muted}</span>
          </span>
        )}
        {/* What one stands in is being read; of what is muted only calls are told. */}
        {!current && <Badge fresh={muted ? 0 : room.fresh} calls={room.calls} />}
      </a>
    </li>
  );
}

function Sign({ chat, room, others }: { chat: Chat; room: RoomEntry; others: readonly Person[] }) {
  const [only, another] = others;
  if (only && !another)
    return (
      <span class="room-face">
        <Avatar person={only} small presence={presenceOf(chat, only)} />
      </span>
    );
  if (only)
    return (
      <span class="room-face several" aria-hidden="true">
        <Icon name="people" size={16} />
        <span class="room-several">{others.length + 1}</span>
      </span>
    );
  return (
    <span class="room-sign" aria-hidden="true">
      {room.archived ? (
        <Icon name="box" size={16} />
      ) : room.access === "private" ? (
        <Icon name="lock" size={16} />
      ) : room.access === "members" ? (
        <Icon name="people" size={16} />
      ) : room.read_only ? (
        <Icon name="speak" size={16} />
      ) : (
        <span class="room-dot" />
      )}
    </span>
  );
}

function wordOf(chat: Chat, person: Person): string {
  const t = strings.value.shell;
  const presence = presenceOf(chat, person);
  return presence === "away" ? t.away : presence === "here" ? t.here : "";
}
