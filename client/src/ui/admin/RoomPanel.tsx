import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import type { Person } from "../../wire.gen";
import { Choice } from "../parts/Choice";
import { useAsked } from "./asked";
import { type Doing, useDoing } from "./doing";
import { Loaded } from "./Loaded";
import { type KnownRoom, titleOf } from "./RoomsPage";
import { TypeToConfirm } from "./TypeToConfirm";

interface Props {
  chat: Chat;
  room: KnownRoom;
  /** Something was done: the list is asked for anew. */
  again: () => void;
}

/** A private room cannot be opened to others, nor an open one be closed: who read it once has read it. */
const OPEN = ["public", "members"] as const;
/** So many members are shown at once. */
const SHORT = 8;

/** Who may come into a room, who its members are, and its end. */
export function RoomPanel({ chat, room, again }: Props) {
  const t = adminStrings.strings.value.rooms;
  const doing = useDoing();
  const change = async (wish: object): Promise<void> => {
    if (await doing.run(() => chat.api.ask("PATCH", `rooms/${room.id}`, wish), t.changed)) again();
  };
  return (
    <div class="admin-panel">
      {room.access === "private" ? (
        <p class="form-hint">{t.privateStays}</p>
      ) : (
        <Choice
          name={`access-${room.id}`}
          label={t.accessOf}
          choices={OPEN.map((id) => ({ id, label: t.access[id] ?? id }))}
          chosen={room.access}
          choose={(access) => void change({ access })}
        />
      )}
      {room.access === "private" && <Members chat={chat} room={room.id} />}
      <div class="admin-actions">
        <p role="status" class={doing.told.value.failed ? "admin-problem" : "admin-told"}>
          {doing.told.value.text}
        </p>
        <button
          type="button"
          class="sheet-button"
          aria-disabled={doing.busy.value}
          onClick={() => void change({ archived: !room.archived })}
        >
          {room.archived ? t.unarchive : t.archive}
        </button>
      </div>
      {room.name !== "lobby" && <Remove chat={chat} room={room} doing={doing} again={again} />}
    </div>
  );
}

function Members({ chat, room }: { chat: Chat; room: number }) {
  const t = adminStrings.strings.value.rooms;
  const asked = useAsked<{ members: readonly { person: Person; role: string }[] }>(
    chat,
    `rooms/${room}/members`,
  );
  return (
    <section>
      <Loaded asked={asked}>
        {({ members }) =>
          members.length === 0 ? (
            <p class="form-hint">{t.noMembers}</p>
          ) : (
            // A long list would stand between a room and its end.
            <details class="admin-members" open={members.length <= SHORT}>
              <summary>{t.memberCount(members.length)}</summary>
              <ul>
                {members.map(({ person, role }) => (
                  <li key={person.id} class="admin-line">
                    <bdi class="one-line">{person.name}</bdi>
                    <span class="admin-tag">{t.ranks[role] ?? role}</span>
                  </li>
                ))}
              </ul>
            </details>
          )
        }
      </Loaded>
    </section>
  );
}

/** The title has to be typed: nothing of it comes back. */
function Remove({ chat, room, doing, again }: Props & { doing: Doing }) {
  const t = adminStrings.strings.value.rooms;
  const title = titleOf(room);
  const remove = async (typed: string): Promise<boolean> => {
    const ask = () => chat.api.ask("DELETE", `rooms/${room.id}`, { title: typed });
    const done = (await doing.run(ask, t.removed)) !== null;
    if (done) again();
    return done;
  };
  return (
    <TypeToConfirm
      word={t.remove}
      hint={t.removeHint}
      label={t.removeTyped(isolate(title))}
      expected={title}
      doing={doing}
      act={remove}
    />
  );
}
