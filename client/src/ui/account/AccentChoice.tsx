import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../../i18n/account";
import { ACCENTS, OWN_ACCENT } from "./accents";

/** The colour of a place: one of a few at a press, or any. `accent` is "#rrggbb", or empty for the client's own. */
export function AccentChoice({ accent }: { accent: Signal<string> }) {
  const t = words.value.links;
  const own = !ACCENTS.some(({ color }) => color === accent.value);
  return (
    <fieldset class="choice accents">
      <legend class="setting-heading">{t.accent}</legend>
      <div class="accent-row">
        {ACCENTS.map(({ id, color }) => (
          <label key={id} class="accent" title={t.accents[id]}>
            <input
              type="radio"
              name="accent"
              checked={accent.value === color}
              aria-label={t.accents[id]}
              onChange={() => {
                accent.value = color;
              }}
            />
            <Swatch color={color || OWN_ACCENT} />
          </label>
        ))}
        <label class={`accent any ${own ? "chosen" : ""}`} title={t.accentOwn}>
          <input
            type="color"
            aria-label={t.accentOwn}
            value={accent.value || OWN_ACCENT}
            onInput={(event) => {
              accent.value = event.currentTarget.value;
            }}
          />
        </label>
      </div>
    </fieldset>
  );
}

function Swatch({ color }: { color: string }) {
  const element = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    element.current?.style.setProperty("background-color", color);
  }, [color]);
  return <i ref={element} class="swatch" aria-hidden="true" />;
}
