import { computed } from "@preact/signals";
import { strings } from "./language";

const formats = computed(() => {
  const { locale } = strings.value;
  return {
    time: new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }),
    exact: new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" }),
    moment: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
    day: new Intl.DateTimeFormat(locale, { weekday: "long", month: "long", day: "numeric" }),
    dayOfYear: new Intl.DateTimeFormat(locale, { dateStyle: "long" }),
    sizes: [0, 1].map((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })),
    order: new Intl.Collator(locale, { numeric: true, sensitivity: "base" }),
  };
});

/** Hours and minutes, as the language writes them. `at` is Unix milliseconds, here and below. */
export const timeOf = (at: number): string => formats.value.time.format(at);

/** Date and time to the minute, short. */
export const dateAndTime = (at: number): string => formats.value.moment.format(at);

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

const UNITS = ["B", "KB", "MB", "GB"];

/** "1.5 MB", of 1000 at each step, as the server's limits are set. */
export function sizeOf(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${formats.value.sizes[digits]?.format(value)} ${UNITS[unit]}`;
}

/** "10 minutes": a span of time in the largest unit that it fills. */
export function lasting(seconds: number): string {
  const { spans } = strings.value.standing;
  if (seconds < 60) return spans.second(seconds);
  if (seconds < 3_600) return spans.minute(Math.round(seconds / 60));
  if (seconds < 86_400) return spans.hour(Math.round(seconds / 3_600));
  return spans.day(Math.round(seconds / 86_400));
}

/** A comparison of names in the order of the language. */
export const byName = (a: string, b: string): number => formats.value.order.compare(a, b);
