import { computed, type Signal, signal } from "@preact/signals";
import { coarsePointer } from "./media";

const KEPT = "teahouse.preferences";

/** A choice among a few, kept in this browser; anything else that is kept there counts as the first. */
function choice<T extends string>(name: string, choices: readonly [T, ...T[]]): Signal<T> {
  const kept = all()[name];
  return signal(choices.find((one) => one === kept) ?? choices[0]);
}

/** What sounds: nothing, what calls you, or also what is said in the open room while it is out of sight. */
export const sound = choice("sound", ["off", "mentions", "all"]);
/** Whether the browser is to notify; it has to allow it, too. */
export const notifying = choice("notifying", ["off", "on"]);
export const enter = choice("enter", ["auto", "send", "break"]);
export const density = choice("density", ["normal", "dense"]);

/** Whether Enter alone breaks the line. */
export const enterBreaks = computed(
  () => enter.value === "break" || (enter.value === "auto" && coarsePointer.value),
);

/** Sets a preference and keeps it. */
export function prefer<T extends string>(preference: Signal<T>, chosen: T): void {
  preference.value = chosen;
  const now = Object.fromEntries(
    Object.entries({ sound, notifying, enter, density }).map(([name, { value }]) => [name, value]),
  );
  try {
    localStorage.setItem(KEPT, JSON.stringify(now));
  } catch {
    // The choice lasts as long as the page.
  }
}

function all(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
