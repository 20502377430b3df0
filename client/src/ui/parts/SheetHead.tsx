import { strings } from "../../i18n/language";
import { Icon } from "./Icon";

interface Props {
  /** What names the dialog: `aria-labelledby`. */
  id: string;
  title: string;
  close: () => void;
}

/** The title of a dialog, and the way out. */
export function SheetHead({ id, title, close }: Props) {
  return (
    <header class="over-sheet-head">
      <h2 id={id}>{title}</h2>
      <button type="button" class="icon-button" aria-label={strings.value.close} onClick={close}>
        <Icon name="close" size={18} />
      </button>
    </header>
  );
}
