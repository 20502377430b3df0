import type { Connection } from "../contract";
import { strings } from "../i18n/language";
import type { Strings } from "../i18n/shape";
import { useSecondsUntil } from "./clock";
import { Icon } from "./Icon";
import { useScreen } from "./screen";
import "./Banner.css";

/** What is the matter with the connection and what happens next; it lies over the log and moves nothing. */
export function Banner() {
  const { chat } = useScreen();
  const connection = chat.connection.value;
  const t = strings.value;
  const retryAt = "retryAt" in connection ? connection.retryAt : null;
  const seconds = useSecondsUntil(retryAt);
  const text = textOf(connection, t);
  return (
    <div class="banner-place" role="status">
      {text !== "" && (
        <div class={`banner ${connection.phase}`}>
          <Icon name={connection.phase === "ended" ? "alert" : "clock"} size={18} />
          <p class="banner-text">{text}</p>
          {seconds !== null && seconds > 0 && (
            <span class="banner-wait" aria-hidden="true">
              {t.retryIn(seconds)}
            </span>
          )}
          {connection.phase !== "connecting" && (
            <button type="button" class="plain-button" onClick={() => chat.reconnectNow()}>
              {t.retryNow}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function textOf(connection: Connection, t: Strings): string {
  switch (connection.phase) {
    case "online":
      return "";
    case "connecting":
      return t.connecting;
    case "offline":
      return t.offline;
    case "restarting":
      return t.restarting;
    case "ended": {
      const { code } = connection;
      if (code === "banned" || code === "flood" || code === "not_signed_in") return t.ended[code];
      return `${t.ended.other} ${t.errors[code]}`;
    }
    default:
      return connection satisfies never;
  }
}
