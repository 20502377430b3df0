import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import "./Closed.css";

/** In place of the composer, where nothing can be said. */
export function Closed({ why }: { why: "archived" | "read_only" }) {
  const t = strings.value.write;
  return (
    <p id="composer" class="closed-room" tabIndex={-1}>
      <Icon name={why === "archived" ? "box" : "lock"} size={18} />
      <span>{why === "archived" ? t.archived : t.readOnly}</span>
    </p>
  );
}
