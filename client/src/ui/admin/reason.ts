import { adminStrings } from "../../i18n/admin";
import { strings } from "../../i18n/language";
import type { ErrorCode } from "../../wire.gen";

/** Why something was not done, in the reader's words, by the server's code. */
export function reasonFor(code: string): string {
  const t = strings.value;
  if (code === "offline") return t.shell.offline;
  if (code === "bad_field") return adminStrings.strings.value.badField;
  return t.errors[code as ErrorCode] ?? t.errors.internal;
}
