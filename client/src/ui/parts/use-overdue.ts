import { useEffect, useState } from "preact/hooks";

/** Whether `active` has held for `ms` milliseconds without a break. */
export function useOverdue(active: boolean, ms: number): boolean {
  const [overdue, set] = useState(false);
  useEffect(() => {
    set(false);
    if (!active) return;
    const timer = setTimeout(() => set(true), ms);
    return () => clearTimeout(timer);
  }, [active, ms]);
  return active && overdue;
}
