import { strings } from "../../i18n/language";
import { Cup, Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import "./Empty.css";

/** A room in which nobody has spoken yet. */
export function Empty() {
  const t = strings.value;
  return (
    <div class="empty">
      <Cup size={64} />
      <h2>{t.emptyTitle}</h2>
      <p>{t.emptyText}</p>
    </div>
  );
}

/** One is here, and in no room. */
export function Nowhere() {
  const t = strings.value.standing;
  return (
    <div class="empty">
      <Cup size={64} />
      <h2>{t.nowhereTitle}</h2>
      <p>{t.nowhereText}</p>
    </div>
  );
}

/** A room that could not be loaded. */
export function Failed() {
  const { chat } = useScreen();
  const t = strings.value;
  return (
    <div class="empty">
      <span class="empty-sign">
        <Icon name="alert" size={40} />
      </span>
      <h2>{t.failedTitle}</h2>
      <p>{t.failedText}</p>
      <button type="button" class="empty-button" onClick={() => chat.reconnectNow()}>
        {t.again}
      </button>
    </div>
  );
}
