import type { Chat, Connection } from "../../contract";
import { strings } from "../../i18n/language";
import type { Strings } from "../../i18n/shape";
import { useSecondsUntil } from "../parts/clock";
import { Icon } from "../parts/Icon";
import { useOverdue } from "../parts/use-overdue";
import { Told } from "./Told";
import "./Banner.css";

/** Most connections come back before anyone would have noticed; only what takes longer is worth words. */
const PATIENCE_MS = 1_000;

/** What is the matter with the connection and what happens next; it lies over the log and moves nothing. */
export function Banner({ chat }: { chat: Chat }) {
  const connection = chat.connection.value;
  const ended = connection.phase === "ended";
  const overdue = useOverdue(connection.phase !== "online" && !ended, PATIENCE_MS);
  return (
    <div class="banner-place">
      <div role="status">{(ended || overdue) && <Trouble chat={chat} connection={connection} />}</div>
      <Told chat={chat} />
    </div>
  );
}

function Trouble({ chat, connection }: { chat: Chat; connection: Connection }) {
  const t = strings.value;
  const seconds = useSecondsUntil("retryAt" in connection ? connection.retryAt : null);
  const outdated = connection.phase === "ended" && connection.code === "other_version";
  return (
    <div class={`banner ${connection.phase}`}>
      <Icon name={connection.phase === "ended" ? "alert" : "clock"} size={18} />
      <p class="banner-text">{textOf(connection, t)}</p>
      {seconds !== null && seconds > 0 && (
        <span class="banner-wait" aria-hidden="true">
          {t.retryIn(seconds)}
        </span>
      )}
      {connection.phase !== "connecting" && (
        <button
          type="button"
          class="plain-button"
          onClick={() => (outdated ? location.reload() : chat.reconnectNow())}
        >
          {outdated ? t.reload : t.retryNow}
        </button>
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
    case "flooded":
      return t.flooded;
    case "ended": {
      const { code } = connection;
      if (code === "banned" || code === "not_signed_in" || code === "other_version") return t.ended[code];
      return t.ended.other + t.sentence + t.errors[code];
    }
    default:
      return connection satisfies never;
  }
}
