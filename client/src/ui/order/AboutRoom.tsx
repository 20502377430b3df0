import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat, RoomEntry } from "../../contract";
import { lasting } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { orderStrings } from "../../i18n/order";
import { Order, type RoomRules } from "../../state/order";
import { allowed } from "../../state/rights";
import type { Role } from "../../state/standing";
import { Choice } from "../parts/Choice";
import { REASON_MOST } from "../parts/ReasonForm";
import { roomTitle } from "../rail/room-title";
import { reasonFor } from "./reason";
import { TextField } from "./TextField";
import "../rail/StatusDialog.css";

/** Seconds between two messages. */
const SLOWNESS = [0, 5, 10, 30, 60, 300, 3_600] as const;
/** Days that stand for those of the house. */
const AS_HOUSE = -1;
/** Days; 0 for ever. */
const KEPT = [AS_HOUSE, 0, 1, 7, 30, 90, 365] as const;

/** What a room is called, who may come in and speak, how fast, and for how long it is kept. */
export function AboutRoom({ chat, room, role }: { chat: Chat; room: RoomEntry; role: Role }) {
  const t = strings.value;
  const words = orderStrings.value;
  const ids = useId();
  const title = useSignal(room.title);
  const topic = useSignal(room.topic);
  const access = useSignal(room.access);
  const history = useSignal(room.history);
  const closed = useSignal(room.read_only);
  const slow = useSignal(room.slow_seconds);
  const kept = useSignal(room.retention_days ?? AS_HOUSE);
  const rules = allowed(role, "room.rule");
  const reason = useSignal("");
  const problem = useSignal("");
  const told = useSignal("");
  const busy = useSignal(false);
  const isPrivate = room.access === "private";

  const wished = (): RoomRules => {
    const now = {
      ...{ title: title.value.trim(), topic: topic.value.trim(), access: access.value },
      ...{ history: history.value, read_only: closed.value, slow_seconds: slow.value },
      retention_days: kept.value,
    };
    const before = { ...room, retention_days: room.retention_days ?? AS_HOUSE };
    const fields = Object.keys(now) as (keyof typeof now)[];
    const changed = fields.filter((field) => now[field] !== before[field]);
    return Object.fromEntries(changed.map((field) => [field, now[field]]));
  };
  // Who may speak, and how often, is changed for a reason.
  const ruled = closed.value !== room.read_only || slow.value !== room.slow_seconds;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wish = wished();
    if (busy.value) return;
    busy.value = true;
    told.value = "";
    problem.value = "";
    const changes = Object.keys(wish).length > 0;
    const said = reason.value.trim();
    const why = ruled && said !== "" ? { reason: said } : {};
    const outcome = changes ? await new Order(chat.api).changeRoom(room.id, { ...wish, ...why }) : null;
    busy.value = false;
    if (outcome === null || outcome.ok) {
      told.value = words.saved;
      reason.value = "";
    } else problem.value = reasonFor(outcome.code);
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <TextField
        label={words.roomTitle}
        text={title}
        hint={room.title === "" ? roomTitle(room) : ""}
        describedBy={`${ids}problem`}
      />
      <TextField label={words.roomTopic} text={topic} hint={orderStrings.value.topicHint} />
      {rules && isPrivate && (
        <>
          <p class="form-hint room-private">{words.privateStays}</p>
          <Choice
            name={`${ids}history`}
            label={words.history}
            choices={(["all", "joined"] as const).map((id) => ({ id, label: words.histories[id] }))}
            chosen={history.value}
            choose={(id) => {
              history.value = id;
            }}
          />
        </>
      )}
      {rules && !isPrivate && (
        <>
          <Choice
            name={`${ids}access`}
            label={words.access}
            choices={(["public", "members"] as const).map((id) => ({ id, label: words.accesses[id] }))}
            chosen={access.value}
            choose={(id) => {
              access.value = id;
            }}
          />
          <p class="form-hint">{words.accessHints[access.value === "members" ? "members" : "public"]}</p>
        </>
      )}
      <label class="switch-row">
        <input
          type="checkbox"
          role="switch"
          checked={closed.value}
          aria-checked={closed.value}
          onChange={(event) => {
            closed.value = event.currentTarget.checked;
          }}
        />
        <span>
          {words.closed}
          <span class="form-hint room-hint">{words.closedHint}</span>
        </span>
      </label>
      {rules && (
        <>
          <Pick
            label={words.slow}
            hint={words.slowHint}
            chosen={String(slow.value)}
            choices={offered(SLOWNESS, slow.value).map((seconds) => [
              String(seconds),
              seconds === 0 ? words.slowOff : lasting(seconds),
            ])}
            choose={(value) => {
              slow.value = Number(value);
            }}
          />
          <Pick
            label={words.keep}
            hint={words.keepHint}
            chosen={String(kept.value)}
            choices={offered(KEPT, kept.value).map((days) => [String(days), daysName(days)])}
            choose={(value) => {
              kept.value = Number(value);
            }}
          />
        </>
      )}
      {ruled && <TextField label={words.whyChanged} text={reason} most={REASON_MOST} />}
      <p id={`${ids}problem`} class="form-problem" role="alert">
        {problem.value}
      </p>
      <div class="form-actions">
        <span class="room-saved" role="status">
          {told.value}
        </span>
        <button type="submit" class="sheet-button main" aria-disabled={busy.value}>
          {t.save}
        </button>
      </div>
    </form>
  );
}

function daysName(days: number): string {
  const t = orderStrings.value;
  if (days === AS_HOUSE) return t.keepHouse;
  return days === 0 ? t.keepForEver : lasting(days * 86_400);
}

/** The usual choices, and what is set already. */
const offered = (usual: readonly number[], now: number): number[] =>
  [...new Set([...usual, now])].sort((a, b) => a - b);

interface PickProps {
  label: string;
  hint?: string;
  chosen: string;
  choices: readonly (readonly [value: string, label: string])[];
  choose: (value: string) => void;
}

/** One of many, as the system shows them. */
export function Pick({ label, hint, chosen, choices, choose }: PickProps) {
  return (
    <label class="form-field">
      <span class="form-label">{label}</span>
      <select class="form-input" value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        {choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      {hint && <span class="form-hint">{hint}</span>}
    </label>
  );
}
