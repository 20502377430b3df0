import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat, Outcome } from "../../contract";
import { isolate, lasting } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { orderStrings } from "../../i18n/order";
import type { Told } from "../../state/api";
import { Order } from "../../state/order";
import { type Deed, dialog } from "../app/stage";
import { excerptOf } from "../log/excerpt";
import { Choice } from "../parts/Choice";
import { Dialog } from "../parts/Dialog";
import { SHAPES, scopesOf } from "./deeds";
import { changed, tellDone } from "./done";
import { reasonFor } from "./reason";
import "../log/Recalling.css";
import "./DeedDialog.css";

/** Characters of a reason that the server takes. */
const MOST = 300;
const FOR_GOOD = "good";

/** Everything that is done about a person is asked for in one shape: what it does, where, how long, and why. */
export function DeedDialog({ chat, deed }: { chat: Chat; deed: Deed }) {
  const { kind, person, message } = deed;
  const t = orderStrings.value;
  const words = t.deeds[kind];
  const name = isolate(person.name);
  const ids = useId();
  const room = chat.rooms.peek().find(({ id }) => id === (deed.room ?? chat.current.peek()?.room)) ?? null;
  const shape = SHAPES[kind];
  const isPrivate = kind === "kick" && room?.access === "private";
  const times = isPrivate ? [] : shape.times;
  const scopes = shape.scope ? scopesOf(chat, room) : [];
  const scope = useSignal<"here" | "everywhere">(scopes[0] ?? "here");
  const time = useSignal(idOf(times[0] ?? null));
  const reason = useSignal("");
  const addresses = useSignal(false);
  const erase = useSignal(false);
  const problem = useSignal("");
  const busy = useSignal(false);
  const everywhere = scope.value === "everywhere";

  const act = (): Promise<Told<unknown>> => {
    const order = new Order(chat.api);
    const said = reason.value.trim();
    const seconds = time.value === FOR_GOOD ? null : Number(time.value);
    const where = room?.id ?? 0;
    switch (kind) {
      case "report":
        return order.report(where, message?.seq ?? 0, said);
      case "takeBack":
        if (where === chat.current.peek()?.room) return recalled(chat.recall(message?.seq ?? 0, said));
        return order.takeBack(where, message?.seq ?? 0, said);
      case "kick":
        return order.kick(where, {
          person: person.id,
          seconds: times.length > 0 ? seconds : null,
          reason: said,
        });
      default: {
        const wish = { kind, person: person.id, room: everywhere ? null : where, seconds, reason: said };
        const more = shape.ban ? { addresses: addresses.value && everywhere, erase: erase.value } : {};
        return order.sanction({ ...wish, ...more });
      }
    }
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    const told = await act();
    if (told.ok && deed.report !== undefined) await new Order(chat.api).settle(deed.report, "acted");
    busy.value = false;
    if (!told.ok) {
      problem.value = reasonFor(told.code);
      return;
    }
    changed.value += 1;
    dialog.value = null;
    const undo = wayBack(told.value);
    tellDone({ text: words.done(name), ...(undo && { undo }) });
  };
  /** How it is undone, where it can be. */
  const wayBack = (made: unknown): (() => Promise<Told<unknown>>) | null => {
    const order = new Order(chat.api);
    const where = room?.id ?? 0;
    if (kind === "report" || kind === "takeBack") return null;
    if (isPrivate) return () => order.setMember(where, person.id, "member");
    const id = (made as { id?: unknown } | null)?.id;
    return typeof id === "number" ? () => order.undo(id) : null;
  };
  return (
    <Dialog title={words.title(name)} kind="deed-dialog">
      <form onSubmit={(event) => void submit(event)}>
        <p class="deed-text">
          {isPrivate
            ? t.kickPrivate(name)
            : kind === "ban" && !everywhere
              ? t.deeds.kick.text(name)
              : words.text(name)}
        </p>
        {message && (kind === "report" || kind === "takeBack") && (
          <bdi class="recalling-text">
            {person.name}: {excerptOf(message)}
          </bdi>
        )}
        {scopes.length > 1 && (
          <Choice
            name={`${ids}scope`}
            label={t.where}
            choices={scopes.map((id) => ({ id, label: t[id] }))}
            chosen={scope.value}
            choose={(id) => {
              scope.value = id;
            }}
          />
        )}
        {times.length > 0 && (
          <Choice
            name={`${ids}time`}
            label={t.howLong}
            choices={inOrder(times).map((seconds) => ({ id: idOf(seconds), label: labelOf(seconds) }))}
            chosen={time.value}
            choose={(id) => {
              time.value = id;
            }}
          />
        )}
        <div class="form-field">
          <label class="form-label" for={`${ids}reason`}>
            {t.reason}
          </label>
          <input
            id={`${ids}reason`}
            class="form-input"
            autofocus
            autocomplete="off"
            maxLength={MOST}
            placeholder={t.reasonHint}
            value={reason.value}
            aria-describedby={`${ids}problem`}
            onInput={(event) => {
              reason.value = event.currentTarget.value;
              problem.value = "";
            }}
          />
        </div>
        <div class="deed-reasons">
          {t.reasons.map((preset) => (
            <button
              key={preset}
              type="button"
              class="preset"
              aria-pressed={reason.value === preset}
              onClick={() => {
                reason.value = preset;
              }}
            >
              {preset}
            </button>
          ))}
        </div>
        {shape.ban && everywhere && <Check label={t.addresses} on={addresses} />}
        {shape.ban && <Check label={t.erase} on={erase} />}
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
            {strings.value.cancel}
          </button>
          <button
            type="submit"
            class={`sheet-button ${kind === "report" ? "main" : "grave"}`}
            aria-disabled={busy.value}
          >
            {words.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Over the connection, as one takes back one's own. */
async function recalled(outcome: Promise<Outcome>): Promise<Told<unknown>> {
  const code = await outcome;
  return code === null ? { ok: true, value: null } : { ok: false, code, field: null, retryAfter: null };
}

const idOf = (seconds: number | null): string => (seconds === null ? FOR_GOOD : String(seconds));

/** From short to long, whichever of them is the usual one. */
const inOrder = (times: readonly (number | null)[]): (number | null)[] =>
  times.toSorted((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY));

function labelOf(seconds: number | null): string {
  return seconds === null ? orderStrings.value.forGood : lasting(seconds);
}

function Check({ label, on }: { label: string; on: { value: boolean } }) {
  return (
    <label class="deed-check">
      <input
        type="checkbox"
        checked={on.value}
        onChange={(event) => {
          on.value = event.currentTarget.checked;
        }}
      />
      <span>{label}</span>
    </label>
  );
}
