import { useId } from "preact/hooks";
import { adminStrings } from "../../i18n/admin";
import { startTrial } from "../app/house";
import { Conflict } from "./FieldRow";
import { bytesOf } from "./figures";
import type { HouseSettings } from "./house-settings";
import { reasonFor } from "./reason";

/** The server's bound. */
const STYLE_BYTES = 65_536;

/** CSS over everyone's page: tried on the rooms for a moment, and never in force where it is written. */
export function StyleEditor({ settings }: { settings: HouseSettings }) {
  const t = adminStrings.strings.value.theme;
  const id = useId();
  const value = String(settings.value("custom_css") ?? "");
  const size = new TextEncoder().encode(value).length;
  const problem = settings.problem.value;
  const wrong = problem?.field === "custom_css";
  const wayBack = `${location.origin}/?style=off#/admin/theme`;
  return (
    <section class="theme-part">
      <label class="admin-heading" for={id}>
        {t.style}
      </label>
      <p class="form-hint" id={`${id}hint`}>
        {t.styleHint}
      </p>
      <textarea
        id={id}
        class="form-input admin-area theme-css"
        rows={10}
        spellcheck={false}
        autocapitalize="off"
        wrap="off"
        value={value}
        aria-invalid={wrong}
        aria-describedby={`${id}hint ${id}size`}
        onInput={(event) => settings.edit("custom_css", event.currentTarget.value)}
      />
      <p class={size > STYLE_BYTES ? "admin-problem" : "form-hint"} id={`${id}size`}>
        {t.styleSize(bytesOf(size), bytesOf(STYLE_BYTES))}
      </p>
      {wrong && (
        <p class="admin-problem" role="alert">
          {reasonFor(problem.code)}
        </p>
      )}
      {settings.conflicts.value.has("custom_css") && (
        <Conflict field={{ key: "custom_css", kind: "text", most: 0 }} settings={settings} />
      )}
      <div class="admin-actions">
        <button type="button" class="sheet-button" onClick={() => startTrial(value)}>
          {t.tryStyle}
        </button>
      </div>
      <p class="form-hint">
        {t.wayBack} <code class="theme-address">{wayBack}</code>
      </p>
    </section>
  );
}
