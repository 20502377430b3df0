import { signal } from "@preact/signals";
import type { Told } from "../../state/api";

/** What was just done, and how it is undone. */
export interface Done {
  text: string;
  undo?: () => Promise<Told<unknown>>;
}

/** One page tells of one deed at a time, for as long as one may want to undo it. */
export const done = signal<Done | null>(null);
const TOLD_MS = 12_000;
let forgetting: ReturnType<typeof setTimeout> | undefined;

export function tellDone(told: Done | null): void {
  done.value = told;
  clearTimeout(forgetting);
  if (told === null) return;
  forgetting = setTimeout(() => {
    done.value = null;
  }, TOLD_MS);
}

/** Counts up when something was done that lists of sanctions, reports and members should know of. */
export const changed = signal(0);
