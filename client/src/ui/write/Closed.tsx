import { useEffect } from "preact/hooks";
import { dateAndTime } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { dialog } from "../app/stage";
import { clockOf, ended, muteOf, useSecondsLeft } from "../order/barred";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import "./Closed.css";

/** What is shorter is counted down. */
const COUNTED_S = 6 * 3_600;

/** In place of the composer, where nothing can be said. */
export function Closed({ why }: { why: "archived" | "read_only" | "muted" | "account" }) {
  const t = strings.value.write;
  if (why === "muted") return <Muted />;
  if (why === "account") return <NeedsAccount />;
  return (
    <p id="composer" class="closed-room" tabIndex={-1}>
      <Icon name={why === "archived" ? "box" : "lock"} size={18} />
      <span>{why === "archived" ? t.archived : t.readOnly}</span>
    </p>
  );
}

/** A visitor may only read where guests may not speak. */
function NeedsAccount() {
  const t = strings.value;
  return (
    <p id="composer" class="closed-room" tabIndex={-1}>
      <span>{t.needsAccount}</span>
      <button
        type="button"
        class="plain-button"
        onClick={() => {
          dialog.value = { kind: "sign-in" };
        }}
      >
        {t.signIn}
      </button>
    </p>
  );
}

/** For how long one may say nothing, and why; what was being written is kept. */
function Muted() {
  const { chat, view, compose } = useScreen();
  const t = strings.value.standing;
  const mute = muteOf(chat.sanctions.value, view.room);
  const left = useSecondsLeft(mute?.until ?? null);
  useEffect(() => {
    if (left === 0) ended.value += 1;
  }, [left]);
  const until = mute?.until ?? null;
  const line =
    until === null || left === null
      ? t.muted
      : left < COUNTED_S
        ? t.mutedFor(clockOf(left))
        : t.mutedUntil(dateAndTime(until));
  return (
    <div id="composer" class="closed-room" tabIndex={-1}>
      <Icon name="mute" size={18} />
      <p class="closed-why">
        {/* It is told once, not every second. */}
        <span class="unseen" role="status">
          {until === null ? t.muted : t.mutedUntil(dateAndTime(until))}
        </span>
        <span aria-hidden="true">{line}</span>
        {mute?.reason && (
          <span class="closed-reason">
            <bdi>{t.reason(mute.reason)}</bdi>
          </span>
        )}
        {compose.text.value.trim() !== "" && <span class="closed-note">{t.textKept}</span>}
      </p>
    </div>
  );
}
