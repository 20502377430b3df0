import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import "./JumpButton.css";

interface Props {
  shown: boolean;
  /** New messages below what is shown. */
  waiting: number;
  jump: () => void;
}

/** The way back to the newest message; its place is over the log, so that nothing moves. */
export function JumpButton({ shown, waiting, jump }: Props) {
  const t = strings.value;
  if (!shown) return null;
  const label = waiting > 0 ? t.newMessages(waiting) : t.toNewest;
  return (
    <button type="button" class={`jump ${waiting > 0 ? "news" : ""}`} aria-label={label} onClick={jump}>
      <span>{label}</span>
      <Icon name="down" size={16} />
    </button>
  );
}

/** The way up to the first unread message; `unread` is 0 where their number is not known. */
export function UnreadButton({ shown, unread, jump }: { shown: boolean; unread: number; jump: () => void }) {
  const t = strings.value.talk;
  if (!shown) return null;
  return (
    <button type="button" class="jump upward" onClick={jump}>
      <span class="one-line">{unread > 0 ? t.toFirstUnread(unread) : t.toFirstUnreadUnknown}</span>
      <Icon name="up" size={16} />
    </button>
  );
}
