import { type ReadonlySignal, useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { strings } from "../../i18n/language";
import type { Told } from "../../state/api";
import type { PasskeyTrouble } from "../../state/passkeys";

/** Why something was not done: a code, the field that is meant, and until when (`performance.now()`) to wait. */
export interface Trouble {
  code: string;
  field: string | null;
  until: number | null;
}

export interface Asking {
  busy: ReadonlySignal<boolean>;
  trouble: ReadonlySignal<Trouble | null>;
  /** Runs one at a time: null when another is under way, or when it was refused; `trouble` says why. */
  run<T>(ask: () => Promise<Told<T>>): Promise<{ value: T } | null>;
  forget(): void;
}

/** One thing that is asked of the server at a time, and what came of it; `before`, the code of a refusal elsewhere. */
export function useAsking(before: string | null = null): Asking {
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | null>(
    before === null ? null : { code: before, field: null, until: null },
  );
  return {
    busy,
    trouble,
    async run(ask) {
      const { until } = trouble.peek() ?? {};
      if (busy.peek() || (until && until > performance.now())) return null;
      busy.value = true;
      trouble.value = null;
      const told = await ask();
      busy.value = false;
      if (told.ok) return { value: told.value };
      trouble.value = troubleOf(told);
      return null;
    },
    forget() {
      const { until } = trouble.peek() ?? {};
      if (!until || until <= performance.now()) trouble.value = null;
    },
  };
}

export function troubleOf(told: Told<unknown> & { ok: false }): Trouble {
  const { code, field, retryAfter } = told;
  return { code, field, until: retryAfter === null ? null : performance.now() + retryAfter };
}

/** Why, in words; a field that is meant says more than its code. */
export function reasonFor(code: string, field: string | null = null): string {
  const t = words.value;
  const precise = field === null ? undefined : t.reasons[`${code} ${field}`];
  if (precise) return precise;
  if (code === "offline") return t.offline;
  if (code.startsWith("passkey_")) return t.passkeyReasons[code.slice("passkey_".length) as PasskeyTrouble];
  const errors: Readonly<Record<string, string>> = strings.value.errors;
  return t.reasons[code] ?? errors[code] ?? strings.value.errors.internal;
}
