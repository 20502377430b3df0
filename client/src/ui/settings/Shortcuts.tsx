import { strings } from "../../i18n/language";
import { settingsWords } from "../../i18n/settings";
import { Dialog } from "../parts/Dialog";
import { COMMANDS } from "../write/commands";
import { SHORTCUTS, type Shortcut } from "./shortcuts";
import "./Shortcuts.css";

const PLACES = ["everywhere", "log", "composer"] as const;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
/** Keys as a Mac's keyboard has them. */
const ON_MAC: Record<string, string> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Esc: "esc", Enter: "↩" };

/** All shortcuts, by where they work. */
export function Shortcuts() {
  const t = strings.value;
  const w = settingsWords.strings.value;
  const heading: Record<Shortcut["where"], string> = {
    everywhere: w.everywhere,
    log: t.messages,
    composer: w.writing,
  };
  return (
    <Dialog title={w.shortcuts} kind="shortcuts">
      <div class="shortcut-places">
        {PLACES.map((place) => (
          <section key={place}>
            <h3 class="shortcut-place">{heading[place]}</h3>
            <dl class="shortcut-list">
              {SHORTCUTS.filter(({ where }) => where === place).map((shortcut) => (
                <div key={shortcut.en} class="shortcut">
                  <dt>{t.locale.startsWith("zh") ? shortcut.zh : shortcut.en}</dt>
                  <dd>
                    {shortcut.keys.map((key) => (
                      <kbd key={key}>{MAC ? (ON_MAC[key] ?? key) : key === "Mod" ? "Ctrl" : key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3 class="shortcut-place">{t.write.commandsTitle}</h3>
          <dl class="shortcut-list">
            {COMMANDS.map(({ name }) => (
              <div key={name} class="shortcut">
                <dt>{t.write.commands[name].help}</dt>
                <dd>
                  <kbd>
                    /{name} {t.write.commands[name].takes}
                  </kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <p class="form-hint">{w.shortcutsHint}</p>
    </Dialog>
  );
}
