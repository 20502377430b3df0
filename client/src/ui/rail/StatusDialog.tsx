import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { peopleWords } from "../../i18n/people";
import { dialog } from "../app/stage";
import { Dialog } from "../parts/Dialog";
import { reasonOf } from "../parts/outcome";
import "./StatusDialog.css";

/** Characters that the server takes. */
const MOST = 80;

/** What one tells of oneself beside one's name: away or not, and a few words. */
export function StatusDialog({ chat }: { chat: Chat }) {
  const t = strings.value;
  const w = peopleWords.strings.value;
  const you = chat.you.peek();
  const away = useSignal(you?.away ?? false);
  const text = useSignal(you?.status ?? "");
  const problem = useSignal("");
  const busy = useSignal(false);
  const ids = useId();
  const set = async (isAway: boolean, status: string): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    const outcome = await chat.setStatus(isAway, status.trim());
    busy.value = false;
    problem.value = reasonOf(outcome);
    if (outcome === null) dialog.value = null;
  };
  return (
    <Dialog title={t.shell.yourStatus} kind="status-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void set(away.value, text.value);
        }}
      >
        <div class="form-field">
          <label class="form-label" for={`${ids}text`}>
            {w.statusText}
          </label>
          <input
            id={`${ids}text`}
            class="form-input"
            autofocus
            autocomplete="off"
            maxLength={MOST}
            placeholder={w.statusHint}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
              problem.value = "";
            }}
          />
        </div>
        <div class="presets">
          {w.presets.map((preset) => (
            <button
              key={preset}
              type="button"
              class="preset"
              aria-pressed={text.value === preset}
              onClick={() => {
                text.value = preset;
              }}
            >
              {preset}
            </button>
          ))}
        </div>
        <label class="switch-row">
          <input
            type="checkbox"
            role="switch"
            checked={away.value}
            aria-checked={away.value}
            onChange={(event) => {
              away.value = event.currentTarget.checked;
            }}
          />
          <span>{w.awayHint}</span>
        </label>
        <p class="form-problem" role="alert">
          {problem.value}
        </p>
        <div class="form-actions">
          {(you?.status || you?.away) && (
            <button type="button" class="sheet-button" onClick={() => void set(false, "")}>
              {w.clearStatus}
            </button>
          )}
          <button type="submit" class="sheet-button main" aria-disabled={busy.value}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
