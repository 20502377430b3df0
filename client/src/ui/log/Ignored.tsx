import { useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import { Group } from "./Group";
import type { Row } from "./rows";
import "./Ignored.css";

/** What people said whom one ignores: one line, until asked for. */
export function Ignored({ row }: { row: Extract<Row, { kind: "ignored" }> }) {
  const t = strings.value.talk;
  const [shown, setShown] = useState(false);
  const entries = row.groups.flatMap((group) => group.entries);
  const first = entries[0];
  const seq = first?.kind === "said" ? first.message.seq : undefined;
  return (
    <div
      class="ignored"
      data-anchor={shown ? undefined : true}
      data-seq={shown ? undefined : seq}
      tabIndex={-1}
    >
      <p class="ignored-line">
        <span>{t.ignored(entries.length)}</span>
        <span aria-hidden="true">·</span>
        <button type="button" class="plain-button" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? t.hide : t.show}
        </button>
      </p>
      {shown && (
        <div class="ignored-said">
          {row.groups.map((group) => (
            <Group key={group.key} group={group} />
          ))}
        </div>
      )}
    </div>
  );
}
