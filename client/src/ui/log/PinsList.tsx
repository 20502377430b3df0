import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { close } from "../parts/overlay";
import { Sheet } from "../parts/Sheet";
import { useScreen } from "../parts/screen";
import { tellFailure } from "./deeds";
import { Pinned } from "./PinsBar";
import "./PinsList.css";

/** All pinned messages of the room, the last one first. */
export function PinsList() {
  const { chat, view, compose } = useScreen();
  const t = strings.value.talk;
  const pins = view.pins.value;
  const me = chat.you.value?.id ?? null;
  const can = me !== null && compose.closed.value === null;
  return (
    <Sheet title={t.allPins}>
      {pins.length === 0 && <p class="over-sheet-text">{t.noPins}</p>}
      <ul class="pins-list">
        {pins.map((seq) => (
          <li key={seq}>
            <button
              type="button"
              class="pins-item"
              onClick={() => {
                close();
                chat.open(view.room, seq);
              }}
            >
              <Pinned seq={seq} />
            </button>
            {can && (
              <button
                type="button"
                class="icon-button"
                aria-label={t.unpin}
                title={t.unpin}
                onClick={() => void tellFailure(seq, chat.pin(seq, false))}
              >
                <Icon name="unpin" size={18} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
