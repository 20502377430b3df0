import type { OwnMessage } from "../../contract";
import { exactly } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Body } from "../body/Body";
import { useSecondsUntil } from "../parts/clock";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import { Attached } from "./Attached";
import { Quote } from "./Quote";

/** One's own message that has no place in the log yet: where it is, and what can be done about it. */
export function Own({ message }: { message: OwnMessage }) {
  const { chat, compose } = useScreen();
  const t = strings.value;
  const seconds = useSecondsUntil(message.state === "held" ? message.retryAt : null);
  return (
    <div class={`said ${message.state}`} data-anchor data-key={message.key} title={exactly(message.at)}>
      {message.replyTo !== null && <Quote seq={message.replyTo} />}
      {message.body !== "" && (
        <Body text={message.body} mentions={message.mentions} all={message.everyone} color={message.color} />
      )}
      {message.options.length > 0 && (
        <ul class="own-options">
          {message.options.map((option, i) => (
            <li key={`${i} ${option}`}>
              <bdi>{option}</bdi>
            </li>
          ))}
        </ul>
      )}
      {message.files.length > 0 && <Attached files={message.files} />}
      {message.state === "pending" && (
        <span class="said-sign">
          <Icon name="clock" size={14} />
          <span class="unseen">{t.pending}</span>
        </span>
      )}
      {message.state !== "pending" && (
        <div class="said-state">
          <span class="said-why">
            <Icon name={message.state === "failed" ? "alert" : "clock"} size={15} />
            {message.state === "waiting" && (chat.connection.value.phase === "online" ? t.behind : t.waiting)}
            {message.state === "held" && whyHeld(message.code, seconds)}
            {message.state === "failed" && t.failed(t.errors[message.code ?? "internal"])}
          </span>
          <span class="said-actions">
            {message.state !== "waiting" && (
              <button type="button" class="plain-button" onClick={() => chat.retry(message.key)}>
                {t.retry}
              </button>
            )}
            <button
              type="button"
              class="plain-button"
              onClick={() => compose.takeBack(message.key, message.to)}
            >
              {t.takeBack}
            </button>
          </span>
        </div>
      )}
    </div>
  );
}

/** The server is in trouble, and one's own pace has no part in it. */
const TROUBLE = new Set<OwnMessage["code"]>(["storage_full", "busy", "unavailable"]);

function whyHeld(code: OwnMessage["code"], seconds: number | null): string {
  const t = strings.value;
  if (code !== null && TROUBLE.has(code)) return t.heldFor(t.errors[code], seconds ?? 0);
  return seconds ? t.held(seconds) : t.heldNow;
}
