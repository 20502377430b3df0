import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../../i18n/account";
import { chooseLanguage, LANGUAGES, language, strings } from "../../i18n/language";
import { passwordFits } from "../../state/account";
import { look, showAccent } from "../app/house";
import { Choice } from "../parts/Choice";
import { Cup } from "../parts/Icon";
import { AccentChoice } from "./AccentChoice";
import { PasswordField, TextField } from "./fields";
import { HousePreview } from "./HousePreview";
import type { LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";

/** The first screen of a new place: who owns it, and what it is like. Two steps, one request. */
export function Setup({ chat, link, refused, close }: LinkProps) {
  const t = words.value;
  const step = useSignal<1 | 2>(1);
  const name = useSignal("");
  const password = useSignal("");
  const house = {
    name: useSignal(strings.peek().locale.startsWith("zh") ? "茶馆" : "Teahouse"),
    language: useSignal<string>(strings.peek().locale),
    who: useSignal<"guests" | "members">("guests"),
    accent: useSignal(""),
  };
  const { asking, use } = useUse({ chat, link, refused });
  const form = useRef<HTMLFormElement>(null);
  const busy = asking.busy.value;
  // The whole page tries the colour on, as the place will wear it.
  useEffect(() => showAccent(house.accent.value), [house.accent.value]);
  useEffect(() => () => showAccent(look.peek().accent), []);
  const ready =
    step.value === 1
      ? name.value.trim() !== "" && passwordFits(password.value)
      : house.name.value.trim() !== "";
  useEffect(() => form.current?.querySelector<HTMLElement>("input:not([type=radio])")?.focus(), [step.value]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    if (step.value === 1) {
      asking.forget();
      step.value = 2;
      return;
    }
    const came = await use({
      kind: "setup",
      name: name.value.trim(),
      password: password.value,
      house: {
        name: house.name.value.trim(),
        language: house.language.value,
        guests: house.who.value === "guests",
        accent: house.accent.value,
      },
    });
    if (came) close();
    // A name or a password that is refused is mended where it was written.
    else if (OF_ONESELF.includes(asking.trouble.peek()?.code ?? "")) step.value = 1;
  };
  return (
    <section class="setup">
      <header class="setup-head">
        <span class="arrival-sign">
          <Cup size={52} />
        </span>
        <h1 id="arrival-title">{t.links.setupTitle}</h1>
        <p class="arrival-text">{t.links.setupText}</p>
        <HousePreview name={house.name.value} owner={name.value} />
      </header>
      <form ref={form} class="setup-form" noValidate onSubmit={(event) => void submit(event)}>
        <p class="setup-step" role="status">
          {t.links.step(step.value, 2)}
        </p>
        {step.value === 1 ? (
          <>
            <h2>{t.links.setupYou}</h2>
            <p class="form-hint">{t.links.setupYouHint}</p>
            <TextField
              label={t.name}
              value={name}
              problem="link-problem"
              invalid={NAME_CODES.includes(asking.trouble.value?.code ?? "")}
              input={{
                type: "text",
                name: "username",
                autocomplete: "username",
                spellcheck: false,
                maxLength: 32,
              }}
              changed={asking.forget}
            />
            <PasswordField
              label={t.password}
              value={password}
              fresh
              problem="link-problem"
              changed={asking.forget}
            />
          </>
        ) : (
          <>
            <h2>{t.links.setupPlace}</h2>
            <p class="form-hint">{t.links.setupPlaceHint}</p>
            <TextField
              label={t.links.placeName}
              value={house.name}
              problem="link-problem"
              input={{ type: "text", name: "organization", autocomplete: "off", maxLength: 60 }}
              changed={asking.forget}
            />
            <Choice
              name="setup-language"
              label={t.links.placeLanguage}
              choices={LANGUAGES.map(({ id, label }) => ({ id, label, lang: id }))}
              chosen={house.language.value}
              choose={(id) => {
                house.language.value = id;
              }}
            />
            <Choice
              name="setup-who"
              label={t.links.whoMay}
              choices={(["guests", "members"] as const).map((id) => ({ id, label: t.links.who[id] }))}
              chosen={house.who.value}
              choose={(id) => {
                house.who.value = id;
              }}
            />
            <p class="form-hint setup-who">{t.links.whoHint[house.who.value]}</p>
            <AccentChoice accent={house.accent} />
          </>
        )}
        <Problem asking={asking} id="link-problem" />
        <div class="form-actions">
          {step.value === 2 && (
            <button
              type="button"
              class="sheet-button"
              onClick={() => {
                step.value = 1;
              }}
            >
              {t.back}
            </button>
          )}
          <button type="submit" class="sheet-button main" aria-disabled={busy || !ready}>
            {busy ? t.working : step.value === 1 ? t.next : t.links.setupGo}
          </button>
        </div>
      </form>
      {/* Whoever reads another language than the browser says can change it before anything else. */}
      <p class="setup-language">
        {LANGUAGES.filter(({ id }) => id !== language.value).map(({ id, label }) => (
          <button
            key={id}
            type="button"
            class="plain-button"
            lang={id}
            onClick={() => void chooseLanguage(id)}
          >
            {label}
          </button>
        ))}
      </p>
    </section>
  );
}

const NAME_CODES: readonly string[] = ["bad_name", "name_taken"];
const OF_ONESELF: readonly string[] = [...NAME_CODES, "bad_password"];
