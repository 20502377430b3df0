import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { orderStrings } from "../../i18n/order";
import { Order } from "../../state/order";
import { dialog } from "../app/stage";
import { Choice } from "../parts/Choice";
import { reasonFor } from "./reason";
import { TextField } from "./TextField";

const ACCESSES = ["public", "members", "private"] as const;
const HISTORIES = ["all", "joined"] as const;

/** What a new room is called, and who may come in: the one thing that cannot be changed later. */
export function NewRoom({ chat }: { chat: Chat }) {
  const t = strings.value;
  const words = orderStrings.value;
  const ids = useId();
  const title = useSignal("");
  const topic = useSignal("");
  const access = useSignal<(typeof ACCESSES)[number]>("public");
  const history = useSignal<(typeof HISTORIES)[number]>("all");
  const problem = useSignal("");
  const busy = useSignal(false);
  const empty = title.value.trim() === "";
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || empty) return;
    busy.value = true;
    const wish = { title: title.value.trim(), topic: topic.value.trim() };
    const more = { access: access.value, history: history.value };
    const told = await new Order(chat.api).createRoom({ ...wish, ...more });
    busy.value = false;
    problem.value = told.ok ? "" : reasonFor(told.code);
    if (!told.ok) return;
    dialog.value = null;
    chat.open(told.value.id);
  };
  return (
    <form onSubmit={(event) => void make(event)}>
      <TextField
        label={words.roomTitle}
        text={title}
        wrong={problem.value !== ""}
        describedBy={`${ids}problem`}
        first
      />
      <TextField label={words.roomTopic} text={topic} hint={orderStrings.value.topicHint} />
      <Choice
        name={`${ids}access`}
        label={words.access}
        choices={ACCESSES.map((id) => ({ id, label: words.accesses[id] }))}
        chosen={access.value}
        choose={(id) => {
          access.value = id;
        }}
      />
      <p class="form-hint">{words.accessHints[access.value]}</p>
      {access.value === "private" && (
        <Choice
          name={`${ids}history`}
          label={words.history}
          choices={HISTORIES.map((id) => ({ id, label: words.histories[id] }))}
          chosen={history.value}
          choose={(id) => {
            history.value = id;
          }}
        />
      )}
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
          {words.create}
        </button>
      </div>
    </form>
  );
}
