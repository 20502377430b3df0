import { useSignal } from "@preact/signals";
import type { Chat, RoomEntry } from "../../contract";
import { isolate } from "../../i18n/format";
import { orderStrings } from "../../i18n/order";
import { roleIn } from "../../state/rights";
import type { RoomPart } from "../app/stage";
import { Dialog } from "../parts/Dialog";
import { roomTitle } from "../rail/room-title";
import { AboutRoom } from "./AboutRoom";
import { EndRoom } from "./EndRoom";
import { Invites } from "./Invites";
import { Members } from "./Members";
import { NewRoom } from "./NewRoom";
import { partsOf } from "./parts";
import "./RoomDialog.css";

interface Props {
  chat: Chat;
  room: number | null;
  part?: RoomPart | undefined;
}

/** A new room, or what one is like, who is in it, who is invited, and how it ends. */
export function RoomDialog({ chat, room, part }: Props) {
  const t = orderStrings.value;
  const entry = chat.rooms.value.find(({ id }) => id === room) ?? null;
  if (room === null)
    return (
      <Dialog title={t.newRoom} kind="room-dialog">
        <NewRoom chat={chat} />
      </Dialog>
    );
  if (entry === null) return null;
  return (
    <Dialog title={t.roomOf(isolate(roomTitle(entry)))} kind="room-dialog">
      <Parts chat={chat} room={entry} first={part} />
    </Dialog>
  );
}

function Parts({ chat, room, first }: { chat: Chat; room: RoomEntry; first: RoomPart | undefined }) {
  const t = orderStrings.value;
  const me = chat.you.value?.id ?? null;
  const role = roleIn(chat.role.value, room, me);
  const parts = partsOf(role, room);
  const chosen = useSignal<RoomPart | null>(first ?? null);
  const shown = parts.find((part) => part === chosen.value) ?? parts[0];
  const go = (step: number): void => {
    const next = parts[(parts.indexOf(shown ?? "about") + step + parts.length) % parts.length];
    if (next === undefined) return;
    chosen.value = next;
    document.getElementById(`room-tab-${next}`)?.focus();
  };
  return (
    <>
      {parts.length > 1 && (
        <div
          class="tabs"
          role="tablist"
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (step !== undefined) go(step);
          }}
        >
          {parts.map((part) => (
            <button
              key={part}
              id={`room-tab-${part}`}
              type="button"
              role="tab"
              class="tab"
              aria-selected={part === shown}
              aria-controls="room-part"
              tabIndex={part === shown ? 0 : -1}
              onClick={() => {
                chosen.value = part;
              }}
            >
              {t.parts[part]}
            </button>
          ))}
        </div>
      )}
      <div id="room-part" role="tabpanel" aria-labelledby={shown && `room-tab-${shown}`}>
        {shown === "about" && <AboutRoom chat={chat} room={room} role={role} />}
        {shown === "members" && <Members chat={chat} room={room} role={role} />}
        {shown === "invites" && <Invites chat={chat} room={room} />}
        {shown === "end" && <EndRoom chat={chat} room={room} role={role} />}
      </div>
    </>
  );
}
