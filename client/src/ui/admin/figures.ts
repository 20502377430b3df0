import { computed } from "@preact/signals";
import { strings } from "../../i18n/language";

const formats = computed(() => {
  const { locale } = strings.value;
  const unit = (name: string): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: 1,
    });
  return {
    number: new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: "medium" }),
    moment: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
    thisYear: new Intl.DateTimeFormat(locale, {
      month: "short",
      day: "numeric",
      hour: "numeric",
      minute: "2-digit",
    }),
    sizes: ["kilobyte", "megabyte", "gigabyte", "terabyte"].map(unit),
  };
});

export const numberOf = (n: number): string => formats.value.number.format(n);

/** A day, of Unix milliseconds. */
export const dateOf = (at: number): string => formats.value.date.format(at);

/** A day with the time; with the year when it is another year. */
export function momentOf(at: number, now = Date.now()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? formats.value.thisYear : formats.value.moment).format(at);
}

/** "1.5 MB", in thousands as disks are sold. */
export function bytesOf(bytes: number): string {
  const { sizes } = formats.value;
  const step = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1));
  return sizes[step]?.format(bytes / 1000 ** (step + 1)) ?? "";
}
