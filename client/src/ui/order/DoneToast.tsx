import { useSignal } from "@preact/signals";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { changed, done, tellDone } from "./done";
import { reasonFor } from "./reason";
import "./DoneToast.css";

/** What was just done, with the way back. */
export function DoneToast() {
  const t = strings.value;
  const told = done.value;
  const busy = useSignal(false);
  const undo = async (): Promise<void> => {
    if (busy.value || !told?.undo) return;
    busy.value = true;
    const outcome = await told.undo();
    busy.value = false;
    changed.value += 1;
    tellDone(outcome.ok ? { text: t.standing.undone } : { text: reasonFor(outcome.code) });
  };
  return (
    <div class="done-place" role="status">
      {told && (
        <div class="done-toast">
          <p>{told.text}</p>
          {told.undo && (
            <button type="button" class="plain-button" aria-disabled={busy.value} onClick={() => void undo()}>
              {t.standing.undo}
            </button>
          )}
          <button
            type="button"
            class="icon-button"
            aria-label={t.close}
            title={t.close}
            onClick={() => tellDone(null)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
