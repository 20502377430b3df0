import type { Chat } from "../../contract";
import { isolate } from "../../i18n/format";
import { chooseLanguage, LANGUAGES, language, strings } from "../../i18n/language";
import { placesWords } from "../../i18n/notice-places";
import { settingsWords } from "../../i18n/settings";
import { AccountSection } from "../account/lazy";
import { later } from "../app/Later";
import { chooseTheme, type Theme, theme } from "../app/theme";
import { Choice } from "../parts/Choice";
import { Dialog } from "../parts/Dialog";
import { density, enter, notifying, prefer, sound } from "../parts/preferences";
import { askToNotify, permission } from "./notifications";
import { play } from "./sounds";
import "./Settings.css";

const NoticePlaces = later(() => import("./NoticePlaces").then((module) => module.NoticePlaces), placesWords);

/** Who one is, how it looks, how one writes, what tells of what, whom one ignores, and what this is. */
export function Settings({ chat }: { chat: Chat }) {
  const t = strings.value;
  const w = settingsWords.strings.value;
  return (
    <Dialog title={t.settings} kind="settings" id="menu">
      <AccountSection chat={chat} />
      <Look />
      <section class="setting">
        <Choice
          name="enter"
          label={w.enter}
          choices={labelled(["auto", "send", "break"], w.enters)}
          chosen={enter.value}
          choose={(id) => prefer(enter, id)}
        />
        <p class="form-hint">{w.enterHint}</p>
      </section>
      <Notices />
      <NoticePlaces chat={chat} />
      {chat.you.value && <Ignored chat={chat} />}
      <section class="setting about">
        <h3 class="setting-heading">{w.about}</h3>
        <p>{w.aboutText}</p>
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
  const w = settingsWords.strings.value;
  const themes: Record<Theme, string> = { auto: w.themeAuto, light: w.themeLight, dark: w.themeDark };
  return (
    <section class="setting">
      <Choice
        name="language"
        label={w.language}
        choices={LANGUAGES.map(({ id, label }) => ({ id, label, lang: id }))}
        chosen={language.value}
        choose={(id) => void chooseLanguage(id)}
      />
      <Choice
        name="theme"
        label={w.theme}
        choices={labelled(["auto", "light", "dark"], themes)}
        chosen={theme.value}
        choose={chooseTheme}
      />
      <Choice
        name="density"
        label={w.density}
        choices={labelled(["normal", "dense"], w.densities)}
        chosen={density.value}
        choose={(id) => prefer(density, id)}
      />
    </section>
  );
}

/** Sounds and the browser's notifications; whatever else will tell of something stands here too. */
function Notices() {
  const w = settingsWords.strings.value;
  return (
    <section class="setting">
      <Choice
        name="sound"
        label={w.sound}
        choices={labelled(["off", "mentions", "all"], w.sounds)}
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
  const w = settingsWords.strings.value;
  const allowed = permission.value;
  const on = allowed === "granted" && notifying.value === "on";
  const told =
    allowed === "denied"
      ? w.noticesDenied
      : allowed === "none"
        ? w.noticesNone
        : allowed === "insecure"
          ? w.noticesInsecure
          : on
            ? w.noticesOn
            : "";
  return (
    <div class="setting-line">
      <div>
        <h3 class="setting-heading">{w.browser}</h3>
        <p class="form-hint">{w.browserHint}</p>
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
  const w = settingsWords.strings.value;
  const people = [...chat.ignored.value];
  return (
    <section class="setting">
      <h3 class="setting-heading">{w.ignored}</h3>
      {people.length === 0 && <p class="form-hint">{w.nobodyIgnored}</p>}
      <ul>
        {people.map((person) => {
          const name = chat.nameOf(person).value;
          return (
            <li key={person} class="setting-line">
              <bdi class="one-line">{name}</bdi>
              <button
                type="button"
                class="plain-button"
                aria-label={w.unignore(isolate(name))}
                onClick={() => void chat.ignore(person, false)}
              >
                {w.unignoreShort}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
