import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { type Spot, show, spotOf } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import "./Tools.css";

/** Opens the choice of files; set by the menu that has the item for it. */
export const FILE_FIELD = "attach-files";

/** What can be put into a message besides what is typed. `edits`: into a text that is there already. */
export function Tools({ edits }: { edits: boolean }) {
  const { chat } = useScreen();
  const t = strings.value.write;
  return (
    <span class="tools">
      {!edits && (
        <>
          <button
            type="button"
            class="icon-button"
            aria-label={t.add}
            title={t.add}
            aria-haspopup="menu"
            onClick={({ currentTarget }) => show({ kind: "add", at: over(currentTarget) })}
          >
            <Icon name="plus" />
          </button>
          <input
            id={FILE_FIELD}
            type="file"
            multiple
            hidden
            aria-label={t.attach}
            onChange={({ currentTarget }) => {
              chat.upload([...(currentTarget.files ?? [])]);
              // The same file can be chosen again.
              currentTarget.value = "";
            }}
          />
        </>
      )}
      <button
        type="button"
        class="icon-button tool-emoji"
        aria-label={t.emoji}
        title={t.emoji}
        aria-haspopup="dialog"
        onClick={({ currentTarget }) => show({ kind: "insert", at: over(currentTarget) })}
      >
        <Icon name="smile" />
      </button>
    </span>
  );
}

/** Beside the button, and clear of the text: what is picked is seen where it goes. */
function over(button: HTMLElement): Spot {
  const { left, right } = spotOf(button);
  const { top, bottom } = spotOf(button.closest(".box") ?? button);
  return { left, right, top, bottom };
}
