import type { ComponentChildren } from "preact";
import type { FieldName } from "../../i18n/admin";
import { FieldRow } from "./FieldRow";
import type { Field } from "./fields";
import type { HouseSettings } from "./house-settings";
import { Loaded } from "./Loaded";
import { SaveBar } from "./SaveBar";

interface Props {
  settings: HouseSettings;
  fields: readonly Field[];
  /** Edited by the children. */
  more?: readonly FieldName[];
  children?: ComponentChildren;
}

/** A page of live settings, saved together. */
export function HouseForm({ settings, fields, more = [], children }: Props) {
  const all = [...fields.map(({ key }) => key), ...more];
  return (
    <Loaded asked={settings.live}>
      {() => (
        <form
          class="admin-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void settings.save(all);
          }}
        >
          {fields.map((field) => (
            <FieldRow key={field.key} field={field} settings={settings} />
          ))}
          {children}
          <SaveBar settings={settings} fields={all} />
        </form>
      )}
    </Loaded>
  );
}
