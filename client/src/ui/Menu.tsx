import { chooseLanguage, LANGUAGES, language, strings } from "../i18n/language";
import { Icon } from "./Icon";
import { chooseTheme, type Theme, theme } from "./theme";
import "./Menu.css";

/** Language, theme and what this is: a native popover above its button. */
export function Menu() {
  const t = strings.value;
  const themes: { id: Theme; label: string }[] = [
    { id: "auto", label: t.themeAuto },
    { id: "light", label: t.themeLight },
    { id: "dark", label: t.themeDark },
  ];
  return (
    <div class="menu-place">
      <button type="button" class="menu-button" popovertarget="menu">
        <Icon name="sliders" size={18} />
        <span class="one-line">{t.settings}</span>
      </button>
      <div id="menu" class="menu" popover="auto">
        <Choice
          name="language"
          label={t.language}
          choices={LANGUAGES.map(({ id, label }) => ({ id, label, lang: id }))}
          chosen={language.value}
          choose={chooseLanguage}
        />
        <Choice name="theme" label={t.theme} choices={themes} chosen={theme.value} choose={chooseTheme} />
        <div class="about">
          <h2 class="menu-heading">{t.about}</h2>
          <p>{t.aboutText}</p>
        </div>
      </div>
    </div>
  );
}

interface ChoiceProps<Id extends string> {
  name: string;
  label: string;
  choices: readonly { id: Id; label: string; lang?: string }[];
  chosen: string;
  choose: (id: Id) => void;
}

function Choice<Id extends string>({ name, label, choices, chosen, choose }: ChoiceProps<Id>) {
  return (
    <fieldset class="choice">
      <legend class="menu-heading">{label}</legend>
      <div class="segments">
        {choices.map(({ id, label: text, lang }) => (
          <label class="segment" key={id} lang={lang}>
            <input type="radio" name={name} checked={chosen === id} onChange={() => choose(id)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
