import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Person } from "../../wire.gen";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import type { Mode } from "./address";
import "./AddresseeChip.css";

/** Whom the message is for, beside Send: a press (or Alt+W) turns whisper into mention and back. */
export function AddresseeChip({ addressee }: { addressee: { person: Person; mode: Mode } }) {
  const { compose } = useScreen();
  const t = strings.value;
  const { person, mode } = addressee;
  const name = isolate(person.name);
  const says = mode === "whisper" ? t.modeWhisper : t.modeMention;
  return (
    <span class={`to ${mode}`}>
      <button
        type="button"
        class="to-turn"
        aria-keyshortcuts="Alt+W"
        title={`${says} (Alt+W)`}
        onClick={() => compose.turn()}
      >
        <Icon name={mode === "whisper" ? "lock" : "speak"} size={15} />
        <b class="to-mode">{mode === "whisper" ? t.whisper : t.mention}</b>
        <bdi class="one-line">{person.name}</bdi>
        <span class="unseen">{says}</span>
      </button>
      <button type="button" class="to-drop" aria-label={t.dropAddressee(name)} onClick={() => compose.drop()}>
        <Icon name="close" size={15} />
      </button>
    </span>
  );
}
