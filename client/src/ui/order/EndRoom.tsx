import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat, RoomEntry } from "../../contract";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { orderStrings } from "../../i18n/order";
import type { Told } from "../../state/api";
import { Order } from "../../state/order";
import { allowed } from "../../state/rights";
import type { Role } from "../../state/standing";
import { dialog } from "../app/stage";
import { roomTitle } from "../rail/room-title";
import { mayLeave } from "./parts";
import { reasonFor } from "./reason";
import { TextField } from "./TextField";

/** Leaving a room, putting it away, and doing away with it. */
export function EndRoom({ chat, room, role }: { chat: Chat; room: RoomEntry; role: Role }) {
  const t = orderStrings.value;
  const { shell } = strings.value;
  const ids = useId();
  const typed = useSignal("");
  const problem = useSignal("");
  const busy = useSignal(false);
  const title = roomTitle(room);
  const sure = typed.value.trim() === (room.title || title).trim();
  const doing = async (act: () => Promise<Told<unknown>>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    const told = await act();
    busy.value = false;
    if (told.ok) dialog.value = null;
    else problem.value = reasonFor(told.code);
  };
  const order = new Order(chat.api);
  const me = chat.you.value?.id ?? 0;
  return (
    <>
      {mayLeave(room) && (
        <section class="end-part">
          <h3>{t.leaveTitle(isolate(title))}</h3>
          <p class="form-hint">{t.leaveText}</p>
          <button
            type="button"
            class="sheet-button grave"
            aria-disabled={busy.value}
            onClick={() => void doing(() => order.removeMember(room.id, me))}
          >
            {t.leave}
          </button>
        </section>
      )}
      {allowed(role, "room.change") && (
        <section class="end-part">
          <h3>{room.archived ? shell.unarchive : shell.archive}</h3>
          <p class="form-hint">{t.archiveHint}</p>
          <button
            type="button"
            class="sheet-button"
            aria-disabled={busy.value}
            onClick={() => void doing(() => order.changeRoom(room.id, { archived: !room.archived }))}
          >
            {room.archived ? shell.unarchive : shell.archive}
          </button>
        </section>
      )}
      {allowed(role, "room.delete") && room.name !== "lobby" && (
        <form
          class="end-part"
          onSubmit={(event) => {
            event.preventDefault();
            if (sure) void doing(() => order.deleteRoom(room.id, typed.value.trim()));
          }}
        >
          <h3>{t.deleteRoom}</h3>
          <p id={`${ids}hint`} class="form-hint">
            {t.deleteHint}
          </p>
          <TextField
            label={t.deleteTyped(isolate(room.title || title))}
            text={typed}
            describedBy={`${ids}hint`}
          />
          <button type="submit" class="sheet-button grave" aria-disabled={!sure || busy.value}>
            {t.deleteNow}
          </button>
        </form>
      )}
      <p class="form-problem end-problem" role="alert">
        {problem.value}
      </p>
    </>
  );
}
