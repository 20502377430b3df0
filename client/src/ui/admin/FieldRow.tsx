import { useId } from "preact/hooks";
import { adminStrings } from "../../i18n/admin";
import type { Field } from "./fields";
import type { HouseSettings } from "./house-settings";
import { reasonFor } from "./reason";
import { choiceLabel, shownValue } from "./shown-value";

interface Props {
  field: Field;
  settings: HouseSettings;
}

/** One live setting: its words, its control, what it is without a choice, and what is wrong with it. */
export function FieldRow({ field, settings }: Props) {
  const t = adminStrings.strings.value;
  const id = useId();
  const { key } = field;
  const { label, hint } = t.fields[key];
  const live = settings.live.value.value?.[key];
  const problem = settings.problem.value;
  const wrong = problem?.field === key;
  const chosen = live !== undefined && JSON.stringify(live.value) !== JSON.stringify(live.default);
  return (
    <div class={`admin-field of-${field.kind}`}>
      <div class="admin-field-words">
        <label class="admin-label" for={id}>
          {label}
        </label>
        <p class="form-hint" id={`${id}-hint`}>
          {hint}
        </p>
      </div>
      <Control id={id} field={field} settings={settings} wrong={wrong} />
      {wrong && (
        <p class="admin-problem" id={`${id}-problem`} role="alert">
          {reasonFor(problem.code)}
        </p>
      )}
      {settings.conflicts.value.has(key) && <Conflict field={field} settings={settings} />}
      {chosen && (
        <p class="admin-default">
          {t.defaultIs(shownValue(field, live.default))}{" "}
          <button
            type="button"
            class="plain-button"
            aria-label={t.toDefaultOf(label)}
            onClick={() => void settings.reset(key)}
          >
            {t.toDefault}
          </button>
        </p>
      )}
    </div>
  );
}

/** Somebody else was faster: their value is shown, and one of the two is taken. */
export function Conflict({ field, settings }: { field: Field; settings: HouseSettings }) {
  const t = adminStrings.strings.value;
  const theirs = settings.live.value.value?.[field.key]?.value;
  return (
    <div class="admin-conflict" role="alert">
      <p>
        {t.conflict} {t.conflictNow(shownValue(field, theirs))}
      </p>
      <button
        type="button"
        class="sheet-button"
        onClick={() => {
          settings.insist(field.key);
          void settings.save([field.key]);
        }}
      >
        {t.keepMine}
      </button>
      <button type="button" class="sheet-button" onClick={() => settings.discard([field.key])}>
        {t.takeTheirs}
      </button>
    </div>
  );
}

function Control({ id, field, settings, wrong }: Props & { id: string; wrong: boolean }) {
  const t = adminStrings.strings.value;
  const value = settings.value(field.key);
  const described = {
    "aria-describedby": `${id}-hint${wrong ? ` ${id}-problem` : ""}`,
    "aria-invalid": wrong,
  };
  switch (field.kind) {
    case "switch":
      return (
        <input
          id={id}
          type="checkbox"
          class="admin-switch"
          checked={value === true}
          {...described}
          onChange={(event) => settings.edit(field.key, event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <select
          id={id}
          class="form-input admin-select"
          value={String(value ?? "")}
          {...described}
          onChange={(event) => settings.edit(field.key, event.currentTarget.value)}
        >
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choiceLabel(field.key, choice)}
            </option>
          ))}
        </select>
      );
    case "text":
      return (
        <input
          id={id}
          class="form-input"
          autocomplete="off"
          maxLength={field.most}
          value={String(value ?? "")}
          {...described}
          onInput={(event) => settings.edit(field.key, event.currentTarget.value)}
        />
      );
    case "number":
      return (
        <span class="admin-number">
          <input
            id={id}
            class="form-input"
            type="number"
            inputMode="numeric"
            min={field.low}
            max={field.high}
            step={field.scale === 1 ? 1 : "any"}
            required
            value={typeof value === "number" ? String(value / field.scale) : ""}
            {...described}
            onInput={(event) => {
              const { valueAsNumber, validity } = event.currentTarget;
              if (validity.valid) settings.edit(field.key, Math.round(valueAsNumber * field.scale));
            }}
          />
          <span class="admin-unit">{t.fields[field.key].unit}</span>
        </span>
      );
    default:
      return field satisfies never;
  }
}
