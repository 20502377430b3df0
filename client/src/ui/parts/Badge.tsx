import { strings } from "../../i18n/language";
import { countOf } from "../app/badge";
import "./Badge.css";

interface Props {
  /** Unread messages, and those of them that call one. */
  fresh: number;
  calls: number;
}

/** How much is unread: loud when it is for oneself. Nothing where nothing is. */
export function Badge({ fresh, calls }: Props) {
  const t = strings.value.shell;
  if (calls <= 0 && fresh <= 0) return null;
  return (
    <span class={`badge ${calls > 0 ? "calls" : ""}`}>
      <span aria-hidden="true">{countOf(calls > 0 ? calls : fresh)}</span>
      <span class="unseen">
        {[calls > 0 && t.calls(countOf(calls)), fresh > 0 && t.unread(countOf(fresh))]
          .filter(Boolean)
          .join(strings.value.comma)}
      </span>
    </span>
  );
}
