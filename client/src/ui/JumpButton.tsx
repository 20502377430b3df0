import { strings } from "../i18n/language";
import { Icon } from "./Icon";
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
  return (
    <button type="button" class={`jump ${waiting > 0 ? "news" : ""}`} onClick={jump}>
      <span>{waiting > 0 ? t.newMessages(waiting) : t.toNewest}</span>
      <Icon name="down" size={16} />
    </button>
  );
}
