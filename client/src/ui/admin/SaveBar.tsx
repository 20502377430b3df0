import { adminStrings, type FieldName } from "../../i18n/admin";
import type { HouseSettings } from "./house-settings";
import { reasonFor } from "./reason";

interface Props {
  settings: HouseSettings;
  /** What this page edits. */
  fields: readonly FieldName[];
}

/** Stands at the end of a form and stays in sight: whether all is saved, and how to have it so. */
export function SaveBar({ settings, fields }: Props) {
  const t = adminStrings.strings.value;
  const unsaved = fields.filter((field) => settings.dirty.value.has(field)).length;
  const saving = settings.saving.value;
  const problem = settings.problem.value;
  const general = problem !== null && !fields.includes(problem.field as FieldName);
  const said = saving
    ? t.saving
    : general
      ? reasonFor(problem.code)
      : unsaved > 0
        ? t.unsaved(unsaved)
        : settings.saved.value > 0
          ? t.saved
          : "";
  return (
    <div class={`admin-save ${unsaved > 0 || saving ? "open" : ""}`}>
      <p role="status" class={general && !saving ? "admin-problem" : "admin-told"}>
        {said}
      </p>
      {unsaved > 0 && (
        <>
          <button type="button" class="sheet-button" onClick={() => settings.discard(fields)}>
            {t.discard}
          </button>
          <button type="submit" class="sheet-button main" aria-disabled={saving}>
            {t.save}
          </button>
        </>
      )}
    </div>
  );
}
