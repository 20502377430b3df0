import type { Outcome } from "../../contract";
import { strings } from "../../i18n/language";

/** Why something was not done, in the reader's words; empty when it was. */
export function reasonOf(outcome: Outcome): string {
  const t = strings.value;
  if (outcome === null) return "";
  return outcome === "offline" ? t.shell.offline : t.errors[outcome];
}
