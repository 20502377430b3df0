import { adminStrings, type ChoiceName } from "../../i18n/admin";
import { LANGUAGES } from "../../i18n/language";
import type { Field } from "./fields";
import { numberOf } from "./figures";

/** A choice in words; each language by its own name. */
export function choiceLabel(key: ChoiceName, choice: string): string {
  const known = adminStrings.strings.value.choices[key][choice];
  return known ?? LANGUAGES.find(({ id }) => id === choice)?.label ?? choice;
}

/** A value in words, for beside a control. */
export function shownValue(field: Field, value: unknown): string {
  const t = adminStrings.strings.value;
  switch (field.kind) {
    case "switch":
      return value === true ? t.on : t.off;
    case "choice":
      return choiceLabel(field.key, String(value));
    case "number": {
      if (typeof value !== "number") return t.none;
      return `${numberOf(value / field.scale)} ${t.fields[field.key].unit ?? ""}`.trim();
    }
    case "text":
      return value === "" ? t.none : String(value);
    default:
      return field satisfies never;
  }
}
