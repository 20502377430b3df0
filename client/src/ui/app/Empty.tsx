import { strings } from "../../i18n/language";
import { roleIn } from "../../state/rights";
import { partsOf } from "../order/parts";
import { Cup, Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import { keptLine } from "../rail/retention";
import { dialog } from "./stage";
import "./Empty.css";

/** A room in which nobody has spoken yet; into a private one nobody comes by themselves. */
export function Empty() {
  const { chat, view } = useScreen();
  const t = strings.value;
  const listed = chat.rooms.value.find(({ id }) => id === view.room);
  const role = roleIn(chat.role.value, view.state.value, chat.you.value?.id ?? null);
  const invites =
    listed?.kind !== "direct" && listed?.access === "private" && partsOf(role, listed).includes("invites");
  const kept = keptLine(chat.house.value, view.state.value);
  return (
    <div class="empty">
      <Cup size={64} />
      <h2>{t.emptyTitle}</h2>
      <p>{t.emptyText}</p>
      {kept !== "" && <p>{kept}</p>}
      {invites && (
        <button
          type="button"
          class="empty-button"
          onClick={() => {
            dialog.value = { kind: "room", room: view.room, part: "invites" };
          }}
        >
          {t.standing.invite}
        </button>
      )}
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
