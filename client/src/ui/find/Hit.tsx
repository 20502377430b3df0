import type { ComponentChildren } from "preact";
import type { Chat, Message } from "../../contract";
import { findWords } from "../../i18n/find";
import { dayOf, exactly, timeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { excerptAround } from "../body/highlight";
import { excerptOf } from "../log/excerpt";
import { Avatar } from "../parts/Avatar";
import { today } from "../parts/clock";
import { hueOf } from "../parts/hue";
import { Icon } from "../parts/Icon";
import { goTo, hrefOf } from "../parts/route";
import { roomTitle } from "../rail/room-title";
import type { Phrase } from "./search-query";
import "./Hit.css";

interface Props {
  chat: Chat;
  message: Message;
  phrases: readonly Phrase[];
  unread?: boolean;
  /** Beside it, as it is pointed at. */
  tool?: ComponentChildren;
  onPick: () => void;
}

/** A message that was found somewhere: where, who, when, and what around the find. A press goes there. */
export function Hit({ chat, message, phrases, unread = false, tool, onPick }: Props) {
  const { room, seq, sender, at, to } = message;
  const t = strings.value;
  const w = findWords.strings.value;
  const where = roomTitle(chat.rooms.value.find(({ id }) => id === room) ?? null);
  const when = today.value <= at ? timeOf(at) : `${dayOf(at, today.value)} ${timeOf(at)}`;
  return (
    <li class={`hit ${unread ? "unread" : ""}`}>
      <a
        class="hit-link"
        href={hrefOf(room, seq)}
        onClick={(event) => {
          // A second press of the same one goes there again; with a key held, the browser opens a tab.
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onPick();
          goTo(chat, room, seq);
        }}
      >
        <Avatar person={sender} small />
        <span class="hit-words">
          <span class="hit-head">
            {unread && (
              <span class="hit-dot">
                <span class="unseen">{w.unreadNow}</span>
              </span>
            )}
            <bdi class={`hit-name one-line ${hueOf(sender.id)}`}>{sender.name}</bdi>
            {to && <Icon name="lock" size={13} />}
            {to && <span class="unseen">{t.whisper}</span>}
            <time class="hit-time" dateTime={new Date(at).toISOString()} title={exactly(at)}>
              {when}
            </time>
          </span>
          <bdi class="hit-text">
            {excerptAround(excerptOf(message, EXCERPT), phrases).map(({ text, found }, i) =>
              found ? <mark key={i}>{text}</mark> : text,
            )}
          </bdi>
          <span class="hit-room one-line">
            <bdi>{where}</bdi>
          </span>
        </span>
      </a>
      {tool}
    </li>
  );
}

/** The find may stand anywhere in a message: all of it is looked through. */
const EXCERPT = 20_000;

/** Where the first results will stand. */
export function Waiting() {
  return (
    <div class="hits-waiting" aria-hidden="true">
      {[0, 1, 2, 3].map((n) => (
        <div key={n} class="hit-waiting">
          <span />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
