import type { ComponentChildren } from "preact";
import { adminStrings } from "../../i18n/admin";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import type { Asked } from "./asked";
import { reasonFor } from "./reason";

interface Props<T> {
  asked: Asked<T>;
  children: (value: T) => ComponentChildren;
}

/** What was asked for, once it is here; until then that it comes, or why it did not. */
export function Loaded<T>({ asked, children }: Props<T>) {
  const t = adminStrings.strings.value;
  const value = asked.value.value;
  if (value !== null) return <>{children(value)}</>;
  if (asked.phase.value === "failed")
    return (
      <div class="admin-failed" role="alert">
        <Icon name="alert" />
        <p>
          {t.loadFailed} {reasonFor(asked.code.value)}
        </p>
        <button type="button" class="sheet-button" onClick={() => void asked.load()}>
          {strings.value.again}
        </button>
      </div>
    );
  return (
    <div class="admin-loading" role="status">
      <span class="unseen">{t.loading}</span>
      {[64, 88, 52].map((width) => (
        <span key={width} class={`admin-bone w${width}`} aria-hidden="true" />
      ))}
    </div>
  );
}
