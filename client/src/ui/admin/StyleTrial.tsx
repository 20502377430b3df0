import { adminStrings } from "../../i18n/admin";
import { endTrial, trialLeft } from "../app/house";
import "../parts/Sheet.css";
import "./StyleTrial.css";

/** Over the rooms while a style is tried: how long it lasts, and the way back. */
export function StyleTrial() {
  const t = adminStrings.strings.value.theme;
  return (
    <div class="style-trial">
      <p aria-hidden="true">{t.trying(trialLeft.value ?? 0)}</p>
      <button type="button" class="sheet-button main" autofocus onClick={endTrial}>
        {t.endTrial}
      </button>
    </div>
  );
}
