import { useState } from "preact/hooks";
import type { Message } from "../../contract";
import { strings } from "../../i18n/language";
import { close } from "../parts/overlay";
import { Sheet } from "../parts/Sheet";
import { useScreen } from "../parts/screen";
import { excerptOf } from "./excerpt";
import "./Recalling.css";

/** Asks before one's own message is taken back: its text cannot come back. */
export function Recalling({ message }: { message: Message }) {
  const { chat } = useScreen();
  const t = strings.value;
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const recall = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const outcome = await chat.recall(message.seq);
    setBusy(false);
    if (outcome !== null) {
      setProblem(outcome === "offline" ? t.talk.offline : t.errors[outcome]);
      return;
    }
    close();
  };
  return (
    <Sheet title={t.talk.recallTitle}>
      <p class="over-sheet-text">{t.talk.recallText}</p>
      <bdi class="recalling-text">{excerptOf(message)}</bdi>
      <p class="over-sheet-problem" role="alert">
        {problem}
      </p>
      <div class="over-sheet-actions">
        <button type="button" class="sheet-button" autofocus onClick={() => close()}>
          {t.cancel}
        </button>
        <button type="button" class="sheet-button grave" aria-disabled={busy} onClick={() => void recall()}>
          {t.talk.recall}
        </button>
      </div>
    </Sheet>
  );
}
