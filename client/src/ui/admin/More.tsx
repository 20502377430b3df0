import { useSignal } from "@preact/signals";
import { adminStrings } from "../../i18n/admin";
import type { Asked } from "./asked";
import { reasonFor } from "./reason";

interface Props<T> {
  asked: Asked<T>;
  /** Of the next page; null where there is none. */
  path: string | null;
  join: (now: T, next: T) => T;
}

/** The way to the next page of a list. */
export function More<T>({ asked, path, join }: Props<T>) {
  const t = adminStrings.strings.value;
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  if (path === null) return null;
  const load = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    problem.value = await asked.loadMore(path, join);
    busy.value = false;
  };
  return (
    <div class="admin-more">
      <button type="button" class="sheet-button" aria-disabled={busy.value} onClick={() => void load()}>
        {t.more}
      </button>
      <p class="admin-problem" role="status">
        {problem.value !== null && `${t.moreFailed} ${reasonFor(problem.value)}`}
      </p>
    </div>
  );
}
