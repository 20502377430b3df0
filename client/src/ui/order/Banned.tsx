import { useEffect, useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { dateAndTime } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { barredBy } from "../../state/rights";
import { Cup } from "../parts/Icon";
import "../app/Empty.css";
import "./Banned.css";

/** The whole page of somebody who may not be here: why, and until when. Nothing comes back by itself. */
export function Banned({ chat }: { chat: Chat }) {
  const t = strings.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const ban = barredBy(chat.sanctions.value, ["ban"], null, 0);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main class="banned">
      <div class="empty">
        <Cup size={64} />
        <h1 ref={heading} tabIndex={-1}>
          {t.standing.bannedTitle}
        </h1>
        <p>{t.standing.banned}</p>
        {ban?.reason && (
          <p class="banned-reason">
            <bdi>{t.standing.reason(ban.reason)}</bdi>
          </p>
        )}
        <p>
          {ban !== null && ban.until !== null
            ? t.standing.bannedUntil(dateAndTime(ban.until))
            : t.standing.bannedHint}
        </p>
        <button type="button" class="empty-button" onClick={() => chat.reconnectNow()}>
          {t.standing.comeBack}
        </button>
      </div>
    </main>
  );
}
