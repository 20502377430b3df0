import type { Message } from "../../contract";
import { exactly } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { show } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import "./Edited.css";

/** The mark of a message that was changed; one's own opens what it said before. */
export function Edited({ message, at }: { message: Message; at: number }) {
  const { chat } = useScreen();
  const t = strings.value.talk;
  const when = t.editedAt(exactly(at));
  if (chat.you.value?.id !== message.sender.id)
    return (
      <span class="edited" title={when}>
        {t.edited}
      </span>
    );
  return (
    <button
      type="button"
      class="edited own"
      title={when}
      aria-label={`${t.edited}, ${t.showVersions}`}
      aria-haspopup="dialog"
      onClick={() => show({ kind: "versions", message })}
    >
      {t.edited}
    </button>
  );
}
