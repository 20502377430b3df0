import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { Told } from "../../state/api";
import { reasonFor } from "./reason";

/** One thing done at a time in a part of a page, and what came of the last one, in words. */
export interface Doing {
  busy: ReadonlySignal<boolean>;
  told: ReadonlySignal<{ text: string; failed: boolean }>;
  /** Does it, unless something is being done; the answer, null if it was refused. */
  run<T>(asking: () => Promise<Told<T>>, done: string): Promise<T | null>;
}

export function useDoing(): Doing {
  const busy = useSignal(false);
  const told = useSignal({ text: "", failed: false });
  return {
    busy,
    told,
    async run(asking, done) {
      if (busy.peek()) return null;
      busy.value = true;
      told.value = { text: "", failed: false };
      const answer = await asking();
      busy.value = false;
      told.value = answer.ok ? { text: done, failed: false } : { text: reasonFor(answer.code), failed: true };
      // An answer without a body is one, too.
      return answer.ok ? (answer.value ?? ({} as never)) : null;
    },
  };
}
