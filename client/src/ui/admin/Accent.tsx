import { useSignalEffect } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { adminStrings, type PresetName } from "../../i18n/admin";
import { accentOf, contrastOnFill } from "../../looks/accent";
import { look, showAccent } from "../app/house";
import { Conflict } from "./FieldRow";
import { numberOf } from "./figures";
import type { SectionProps } from "./sections";

const PRESETS: Readonly<Record<PresetName, string>> = {
  teal: "#0f6f74",
  sky: "#1c66a3",
  iris: "#5e50c0",
  plum: "#8f3884",
  rose: "#b02f58",
  clay: "#a8481f",
  amber: "#885a00",
};
const HEX = /^#[0-9a-f]{6}$/;
/** What a picker shows where the house's own green holds. */
const OWN = "#2c6f4c";

/** The accent, shown on the whole page while it is chosen. */
export function Accent({ settings }: SectionProps) {
  const t = adminStrings.strings.value.theme;
  const { conflicts } = settings;
  const id = useId();
  const value = String(settings.value("accent") ?? "");
  const choose = (accent: string): void => settings.edit("accent", accent);
  useSignalEffect(() => {
    const now = String(settings.value("accent") ?? "");
    if (now === "" || HEX.test(now)) showAccent(now);
  });
  useEffect(() => () => showAccent(look.peek().accent), []);
  return (
    <fieldset class="theme-part">
      <legend class="admin-heading">{t.accent}</legend>
      <p class="form-hint">{t.accentHint}</p>
      <div class="theme-swatches">
        <Swatch label={t.own} color={OWN} own chosen={value === ""} choose={() => choose("")} />
        {(Object.entries(PRESETS) as [PresetName, string][]).map(([name, color]) => (
          <Swatch
            key={name}
            label={t.presets[name]}
            color={color}
            chosen={value === color}
            choose={() => choose(color)}
          />
        ))}
      </div>
      <div class="theme-codes">
        <label class="form-field">
          <span class="form-label">{t.pick}</span>
          <input
            class="form-input theme-picker"
            type="color"
            value={HEX.test(value) ? value : OWN}
            onInput={(event) => choose(event.currentTarget.value)}
          />
        </label>
        <label class="form-field" for={`${id}hex`}>
          <span class="form-label">{t.hex}</span>
          <input
            id={`${id}hex`}
            class="form-input"
            autocomplete="off"
            spellcheck={false}
            placeholder={OWN}
            maxLength={7}
            value={value}
            aria-invalid={value !== "" && !HEX.test(value)}
            onInput={(event) => choose(event.currentTarget.value.trim().toLowerCase())}
          />
        </label>
      </div>
      <div class="theme-samples">
        <Sample theme="light" accent={value} />
        <Sample theme="dark" accent={value} />
      </div>
      {conflicts.value.has("accent") && (
        <Conflict field={{ key: "accent", kind: "text", most: 7 }} settings={settings} />
      )}
    </fieldset>
  );
}

interface SwatchProps {
  label: string;
  color: string;
  own?: boolean;
  chosen: boolean;
  choose: () => void;
}

function Swatch({ label, color, own = false, chosen, choose }: SwatchProps) {
  const tile = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    tile.current?.style.setProperty("background", color);
  }, [color]);
  return (
    <label class={`theme-swatch ${own ? "own" : ""}`} title={label}>
      <input type="radio" name="accent" checked={chosen} onChange={choose} aria-label={label} />
      <span ref={tile} />
    </label>
  );
}

/** A button and a link in one theme, with the contrast they come to. */
function Sample({ theme, accent }: { theme: "light" | "dark"; accent: string }) {
  const t = adminStrings.strings.value.theme;
  const box = useRef<HTMLDivElement>(null);
  const shown = accentOf(accent) ?? accentOf(OWN);
  const tea = shown?.tea[theme] ?? OWN;
  const deep = shown?.["tea-deep"][theme] ?? OWN;
  useLayoutEffect(() => {
    // The page is in one theme, the box is in its own.
    box.current?.style.setProperty("--tea", tea);
    box.current?.style.setProperty("--tea-deep", deep);
  }, [tea, deep]);
  return (
    <div ref={box} class={`theme-sample ${theme}`}>
      <span class="form-hint">{theme === "light" ? t.light : t.dark}</span>
      <span class="theme-button">{t.sampleButton}</span>
      <span class="theme-link">{t.sampleText}</span>
      <span class="form-hint">{t.contrast(numberOf(contrastOnFill(tea, theme)))}</span>
    </div>
  );
}
