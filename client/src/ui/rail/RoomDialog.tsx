import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { dialog } from "../app/stage";
import { Dialog } from "../parts/Dialog";
import { reasonOf } from "../parts/outcome";

/** A new room, or what one is called and is about. */
export function RoomDialog({ chat, room }: { chat: Chat; room: number | null }) {
  const t = strings.value;
  const before = chat.rooms.peek().find(({ id }) => id === room);
  const title = useSignal(before?.title ?? "");
  const topic = useSignal(before?.topic ?? "");
  const problem = useSignal("");
  const busy = useSignal(false);
  const ids = useId();
  const empty = title.value.trim() === "";
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || empty) return;
    busy.value = true;
    problem.value = "";
    const [named, about] = [title.value.trim(), topic.value.trim()];
    const outcome = await (room === null
      ? chat.createRoom(named, about)
      : chat.changeRoom(room, { title: named, topic: about }));
    busy.value = false;
    problem.value = reasonOf(outcome);
    if (outcome === null) dialog.value = null;
  };
  return (
    <Dialog title={room === null ? t.shell.newRoom : t.shell.editRoom.replace("…", "")} kind="room-dialog">
      <form onSubmit={(event) => void save(event)}>
        <div class="form-field">
          <label class="form-label" for={`${ids}title`}>
            {t.shell.roomTitle}
          </label>
          <input
            id={`${ids}title`}
            class="form-input"
            autofocus
            autocomplete="off"
            value={title.value}
            aria-invalid={problem.value !== ""}
            aria-describedby={`${ids}problem`}
            onInput={(event) => {
              title.value = event.currentTarget.value;
              problem.value = "";
            }}
          />
        </div>
        <div class="form-field">
          <label class="form-label" for={`${ids}topic`}>
            {t.shell.roomTopic}
          </label>
          <input
            id={`${ids}topic`}
            class="form-input"
            autocomplete="off"
            placeholder={t.shell.topicHint}
            value={topic.value}
            onInput={(event) => {
              topic.value = event.currentTarget.value;
            }}
          />
        </div>
        <p id={`${ids}problem`} class="form-problem" role="alert">
          {problem.value}
        </p>
        <div class="form-actions">
          <button
            type="button"
            class="sheet-button"
            onClick={() => {
              dialog.value = null;
            }}
          >
            {t.cancel}
          </button>
          <button type="submit" class="sheet-button main" aria-disabled={empty || busy.value}>
            {room === null ? t.shell.create : t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
