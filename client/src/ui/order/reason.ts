import { strings } from "../../i18n/language";
import type { ErrorCode } from "../../wire.gen";

/** Why something was not done, in the reader's words; a code that a newer server has is an error of it. */
export function reasonFor(code: string): string {
  const t = strings.value;
  if (code === "offline") return t.shell.offline;
  const known: Readonly<Partial<Record<string, string>>> = t.errors;
  return known[code as ErrorCode] ?? t.errors.internal;
}
