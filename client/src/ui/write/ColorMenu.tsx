import { strings } from "../../i18n/language";
import { paint } from "../body/Body";
import type { Spot } from "../parts/overlay";
import { Popup } from "../parts/Popup";
import { COLOR_NAMES, COLORS, chooseColor, ownColor } from "./color";
import "./ColorMenu.css";

/** The colour that one's messages are written in from now on. */
export function ColorMenu({ at }: { at: Spot }) {
  const t = strings.value.write;
  const chosen = ownColor.value;
  const choices = [null, ...COLOR_NAMES] as const;
  const other = chosen !== null && !COLOR_NAMES.some((name) => COLORS[name] === chosen);
  return (
    <Popup at={at} label={t.color} class="color-menu">
      <fieldset class="colors">
        <legend>{t.color}</legend>
        {choices.map((name) => {
          const color = name && COLORS[name];
          return (
            <label key={name ?? ""} class="color">
              <input
                type="radio"
                name="color"
                checked={chosen === color}
                data-first={chosen === color || (other && name === null) ? true : undefined}
                onChange={() => chooseColor(color)}
              />
              <span
                class="swatch"
                ref={(element) => {
                  if (element) paint(element, color);
                }}
              >
                {strings.value.locale.startsWith("zh") ? "文" : "Aa"}
              </span>
              <span class="color-name">{name ? t.colors[name] : t.noColor}</span>
            </label>
          );
        })}
      </fieldset>
      <p class="color-hint">{t.colorHint}</p>
    </Popup>
  );
}
