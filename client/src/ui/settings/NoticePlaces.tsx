import { useEffect, useMemo } from "preact/hooks";
import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { placesWords } from "../../i18n/notice-places";
import { createPushes, type Pushes, type PushPlace, type ThisBrowser } from "../../state/pushes";
import { placeName, trialText } from "./notice-places";
import { Webhooks } from "./Webhooks";
import "./NoticePlaces.css";

interface Props {
  chat: Pick<Chat, "you">;
  /** Its own, if none is given. */
  pushes?: Pushes;
}

/** A part of the settings: where one is told of what one misses while the page is closed. */
export function NoticePlaces({ chat, pushes }: Props) {
  const t = placesWords.strings.value;
  const you = chat.you.value?.id ?? null;
  return (
    <section class="setting notice-places">
      <h3 class="setting-heading">{t.heading}</h3>
      <p class="form-hint">{t.about}</p>
      {/* Somebody else's list is another one. */}
      {you === null ? <p class="places-told">{t.visitor}</p> : <Places key={you} you={you} given={pushes} />}
    </section>
  );
}

function Places({ you, given }: { you: number; given: Pushes | undefined }) {
  const pushes = useMemo(
    () =>
      given ??
      createPushes(
        () => you,
        () => strings.peek().locale,
      ),
    [you, given],
  );
  const t = strings.value;
  const w = placesWords.strings.value;
  useEffect(() => void pushes.load(), [pushes]);
  switch (pushes.phase.value) {
    case "loading":
      return (
        <p class="places-told" role="status">
          {w.loading}
        </p>
      );
    case "failed":
      return (
        <p class="places-problem" role="alert">
          {w.failed} {pushes.code.value === "offline" ? "" : t.errors[pushes.code.value ?? "internal"]}{" "}
          <button type="button" class="plain-button" onClick={() => void pushes.load()}>
            {t.again}
          </button>
        </p>
      );
    case "ready":
      return (
        <>
          <Browser pushes={pushes} />
          {(pushes.services.value.length > 0 || pushes.places.value.length > 0) && (
            <h4 class="places-heading">{w.elsewhere}</h4>
          )}
          {pushes.places.value.length > 0 && (
            <ul class="places-list">
              {pushes.places.value.map((place) => (
                <Place key={place.id} place={place} pushes={pushes} />
              ))}
            </ul>
          )}
          {pushes.services.value.length > 0 && (
            <details class="places-more">
              <summary class="plain-button">{w.addService}</summary>
              <Webhooks pushes={pushes} />
            </details>
          )}
        </>
      );
    default:
      return pushes.phase.value satisfies never;
  }
}

function Browser({ pushes }: { pushes: Pushes }) {
  const t = placesWords.strings.value;
  const { state } = pushes.browser.value;
  const can = state === "off" || state === "failed" || state === "asking";
  return (
    <div class="setting-line places-line">
      <div>
        <h4 class="places-heading">{t.thisBrowser}</h4>
        <p class={state === "failed" ? "places-problem" : "places-told"} role="status">
          {browserText(pushes.browser.value)}
        </p>
      </div>
      {(can || state === "on") && (
        <button
          type="button"
          class="sheet-button"
          aria-disabled={state === "asking"}
          onClick={() => void (state === "on" ? pushes.turnOff() : pushes.turnOn())}
        >
          {state === "on" ? t.turnOff : t.turnOn}
        </button>
      )}
    </div>
  );
}

function browserText(browser: ThisBrowser): string {
  const t = strings.value;
  const w = placesWords.strings.value;
  if (browser.state !== "failed") return w.states[browser.state];
  if (browser.code === "no_service") return w.states.no_service;
  return browser.code === "offline" ? w.offline : t.errors[browser.code];
}

function Place({ place, pushes }: { place: PushPlace; pushes: Pushes }) {
  const t = placesWords.strings.value;
  const name = placeName(place, pushes.services.value);
  const trial = pushes.trials.value.get(place.id);
  return (
    <li class="places-place">
      <div class="places-name">
        <span>{name}</span>
        <bdi class="places-host one-line">{place.host}</bdi>
      </div>
      <div class="places-doings">
        <button
          type="button"
          class="plain-button"
          aria-label={t.testOf(name)}
          aria-disabled={trial?.state === "asking"}
          onClick={() => void pushes.test(place.id)}
        >
          {t.test}
        </button>
        <button
          type="button"
          class="plain-button"
          aria-label={t.removeOf(name)}
          onClick={() => void pushes.remove(place.id)}
        >
          {t.remove}
        </button>
      </div>
      <p class={trial?.state === "failed" ? "places-problem" : "places-told"} role="status">
        {trial && trialText(trial)}
      </p>
    </li>
  );
}
