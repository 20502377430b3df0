import { dayOf, timeOf } from "../../i18n/format";
import { today } from "../parts/clock";

/** A day and a time, as one says them. `at` is Unix milliseconds. */
export const when = (at: number): string => `${dayOf(at, today.value)} ${timeOf(at)}`;
