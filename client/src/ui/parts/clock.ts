import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { midnight } from "../../i18n/format";

/** The start of today: moves "today" and "yesterday" on at midnight. */
export const today = signal(midnight(Date.now()));
setInterval(() => {
  today.value = midnight(Date.now());
}, 30_000);

/** Whole seconds until a `performance.now()` time, counting down; 0 once it is past, null without one. */
export function useSecondsUntil(at: number | null): number | null {
  const [, tick] = useState(0);
  const left = at === null ? null : Math.max(0, Math.ceil((at - performance.now()) / 1000));
  useEffect(() => {
    if (at === null || left === 0) return;
    const next = ((at - performance.now()) % 1000) + 5;
    const timer = setTimeout(() => tick((n) => n + 1), next);
    return () => clearTimeout(timer);
  });
  return left;
}
