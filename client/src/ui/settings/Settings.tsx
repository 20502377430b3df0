import type { Chat } from "../../contract";
import { isolate } from "../../i18n/format";
import { chooseLanguage, LANGUAGES, language, strings } from "../../i18n/language";
import { AccountSection } from "../account/lazy";
import { later } from "../app/Later";
import { chooseTheme, type Theme, theme } from "../app/theme";
import { Choice } from "../parts/Choice";
import { Dialog } from "../parts/Dialog";
import { density, enter, notifying, prefer, sound } from "../parts/preferences";
import { askToNotify, permission } from "./notifications";
import { play } from "./sounds";
import "./Settings.css";

const NoticePlaces = later(() => import("./NoticePlaces").then((module) => module.NoticePlaces));
/** Who one is, how it looks, how one writes, what tells of what, whom one ignores, and what this is. */
export function Settings({ chat }: { chat: Chat }) {
  const t = strings.value;
  return (
    <Dialog title={t.settings} kind="settings" id="menu">
      <AccountSection chat={chat} />
      <Look />
      <section class="setting">
        <Choice
          name="enter"
          label={t.shell.enter}
          choices={labelled(["auto", "send", "break"], t.shell.enters)}
          chosen={enter.value}
          choose={(id) => prefer(enter, id)}
        />
        <p class="form-hint">{t.shell.enterHint}</p>
      </section>
      <Notices />
      <NoticePlaces chat={chat} />
      {chat.you.value && <Ignored chat={chat} />}
      <section class="setting about">
        <h3 class="setting-heading">{t.about}</h3>
        <p>{t.aboutText}</p>
      </section>
    </Dialog>
  );
}

function labelled<Id extends string>(
  ids: readonly Id[],
  labels: Record<Id, string>,
): { id: Id; label: string }[] {
  return ids.map((id) => ({ id, label: labels[id] }));
}

function Look() {
  const t = strings.value;
  const themes: Record<Theme, string> = { auto: t.themeAuto, light: t.themeLight, dark: t.themeDark };
  return (
    <section class="setting">
      <Choice
        name="language"
        label={t.language}
        choices={LANGUAGES.map(({ id, label }) => ({ id, label, lang: id }))}
        chosen={language.value}
        choose={(id) => void chooseLanguage(id)}
      />
      <Choice
        name="theme"
        label={t.theme}
        choices={labelled(["auto", "light", "dark"], themes)}
        chosen={theme.value}
        choose={chooseTheme}
      />
      <Choice
        name="density"
        label={t.shell.density}
        choices={labelled(["normal", "dense"], t.shell.densities)}
        chosen={density.value}
        choose={(id) => prefer(density, id)}
      />
    </section>
  );
}

/** Sounds and the browser's notifications; whatever else will tell of something stands here too. */
function Notices() {
  const t = strings.value.shell;
  return (
    <section class="setting">
      <Choice
        name="sound"
        label={t.sound}
        choices={labelled(["off", "mentions", "all"], t.sounds)}
        chosen={sound.value}
        choose={(id) => {
          prefer(sound, id);
          if (id !== "off") void play(id === "all" ? "message" : "call");
        }}
      />
      <BrowserNotices />
    </section>
  );
}

/** The browser is asked only after a press, and what it said is told in words. */
function BrowserNotices() {
  const t = strings.value.shell;
  const allowed = permission.value;
  const on = allowed === "granted" && notifying.value === "on";
  const told =
    allowed === "denied"
      ? t.noticesDenied
      : allowed === "none"
        ? t.noticesNone
        : allowed === "insecure"
          ? t.noticesInsecure
          : on
            ? t.noticesOn
            : "";
  return (
    <div class="setting-line">
      <div>
        <h3 class="setting-heading">{t.browser}</h3>
        <p class="form-hint">{t.browserHint}</p>
        <p class="setting-told" role="status">
          {told}
        </p>
      </div>
      {(allowed === "default" || allowed === "granted") && (
        <button
          type="button"
          class="sheet-button"
          onClick={() => (on ? prefer(notifying, "off") : void askToNotify())}
        >
          {on ? t.turnOff : t.turnOn}
        </button>
      )}
    </div>
  );
}

function Ignored({ chat }: { chat: Chat }) {
  const t = strings.value.shell;
  const people = [...chat.ignored.value];
  return (
    <section class="setting">
      <h3 class="setting-heading">{t.ignored}</h3>
      {people.length === 0 && <p class="form-hint">{t.nobodyIgnored}</p>}
      <ul>
        {people.map((person) => {
          const name = chat.nameOf(person).value;
          return (
            <li key={person} class="setting-line">
              <bdi class="one-line">{name}</bdi>
              <button
                type="button"
                class="plain-button"
                aria-label={t.unignore(isolate(name))}
                onClick={() => void chat.ignore(person, false)}
              >
                {t.unignoreShort}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
