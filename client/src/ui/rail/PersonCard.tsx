import { useState } from "preact/hooks";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Person } from "../../wire.gen";
import { dialog } from "../app/stage";
import { mayModerate } from "../order/deeds";
import { RoleBadge } from "../order/RoleBadge";
import { Avatar } from "../parts/Avatar";
import { Icon } from "../parts/Icon";
import { close, type Spot } from "../parts/overlay";
import { Popup } from "../parts/Popup";
import { useScreen } from "../parts/screen";
import "../log/MessageMenu.css";
import "./PersonCard.css";

/** Who somebody is, and what one can do with them. */
export function PersonCard({ person, at }: { person: Person; at: Spot }) {
  const { chat, view, compose } = useScreen();
  const t = strings.value;
  const [problem, setProblem] = useState("");
  const me = chat.you.value?.id ?? null;
  const here = view.people.value.find(({ id }) => id === person.id);
  const now = here ?? (me === person.id ? chat.you.value : null) ?? person;
  const ignored = chat.ignored.value.has(person.id);
  const name = isolate(now.name);
  // Of a multitude nobody is listed: whether one of them is here is not known.
  const present = here
    ? here.away
      ? t.talk.away
      : t.talk.here
    : view.people.value.length > 0 && t.talk.notHere;
  const doing = async (outcome: ReturnType<typeof chat.ignore>, done = close): Promise<void> => {
    const code = await outcome;
    if (code === null) done();
    else setProblem(code === "offline" ? t.talk.offline : t.errors[code]);
  };
  return (
    <Popup at={at} label={t.talk.card(name)} class="person-card">
      <div class="person-head">
        <Avatar person={now} />
        <div class="person-about">
          <h2 class="person-name">
            <bdi>{now.name}</bdi> <RoleBadge person={person.id} />
          </h2>
          <p class={`person-here ${here && !here.away ? "now" : ""}`}>
            {me === person.id ? t.talk.itsYou : present}
          </p>
        </div>
      </div>
      {now.status && (
        <p class="person-status">
          <bdi>{now.status}</bdi>
        </p>
      )}
      {ignored && <p class="person-hint">{t.talk.ignoredHint}</p>}
      <p class="person-problem" role="alert">
        {problem}
      </p>
      {me === person.id && (
        <div class="person-deeds">
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              close();
              dialog.value = { kind: "status" };
            }}
          >
            <Icon name="smile" size={18} />
            <span>{t.shell.yourStatus}</span>
          </button>
        </div>
      )}
      {me !== person.id && (
        <div class="person-deeds">
          {view.state.value?.kind !== "direct" && (
            <button
              type="button"
              class="menu-item"
              onClick={() => {
                close();
                compose.pick(now, undefined, "whisper");
              }}
            >
              <Icon name="lock" size={18} />
              <span>{t.whisper}</span>
            </button>
          )}
          {me !== null && (
            <>
              <button
                type="button"
                class="menu-item"
                onClick={() => void doing(chat.openDirect([person.id]), () => close())}
              >
                <Icon name="talk" size={18} />
                <span>{t.talk.direct}</span>
              </button>
              <button
                type="button"
                class="menu-item"
                onClick={() => void doing(chat.ignore(person.id, !ignored), () => close())}
              >
                <Icon name={ignored ? "speak" : "mute"} size={18} />
                <span class="one-line">{ignored ? t.talk.unignore(name) : t.talk.ignore(name)}</span>
              </button>
              {mayModerate(chat, view.state.value, view.ranks.value, person.id) && (
                <button
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    close();
                    dialog.value = { kind: "moderate", person: now };
                  }}
                >
                  <Icon name="shield" size={18} />
                  <span class="one-line">{t.standing.moderate(name)}</span>
                </button>
              )}
            </>
          )}
        </div>
      )}
    </Popup>
  );
}
