import { computed } from "@preact/signals";
import { strings } from "./language";

const formats = computed(() => {
  const { locale } = strings.value;
  return {
    time: new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }),
    exact: new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" }),
    day: new Intl.DateTimeFormat(locale, { weekday: "long", month: "long", day: "numeric" }),
    dayOfYear: new Intl.DateTimeFormat(locale, { dateStyle: "long" }),
    size: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    order: new Intl.Collator(locale, { numeric: true, sensitivity: "base" }),
  };
});

/** Hours and minutes, as the language writes them. `at` is Unix milliseconds, here and below. */
export const timeOf = (at: number): string => formats.value.time.format(at);

/** Date and time to the second. */
export const exactly = (at: number): string => formats.value.exact.format(at);

/** "Today", "Yesterday", or the date; with the year when it is another year. */
export function dayOf(at: number, now: number): string {
  const age = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (age === 0) return strings.value.today;
  if (age === 1) return strings.value.yesterday;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? formats.value.day : formats.value.dayOfYear).format(at);
}

/** The start of the local day that `at` is in. */
export const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** Names of a list as the language joins them; `open` when "and others" follows. */
export function listed(names: readonly string[], open = false): string {
  const { comma, and } = strings.value;
  const whole = names.map(isolate);
  const last = open ? undefined : whole.pop();
  return last === undefined || whole.length === 0
    ? (last ?? whole.join(comma))
    : whole.join(comma) + and + last;
}

/** A name inside a sentence has at most this many characters. */
const NAME_SIGNS = 24;

/**
 * A name for the middle of a sentence: cut if it is very long, and unable to change the direction of what
 * stands around it (Unicode Bidirectional Algorithm, FSI and PDI).
 */
export function isolate(name: string): string {
  const signs = [...name];
  const short = signs.length > NAME_SIGNS ? `${signs.slice(0, NAME_SIGNS - 1).join("")}…` : name;
  return `\u2068${short}\u2069`;
}

/** "1.5 KB", of 1024 bytes. */
export const sizeOf = (bytes: number): string => `${formats.value.size.format(bytes / 1024)} KB`;

/** A comparison of names in the order of the language. */
export const byName = (a: string, b: string): number => formats.value.order.compare(a, b);
