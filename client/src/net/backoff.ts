/** How long to wait before the next connection: pure, so that each rule is a test. */
import { CLOSE } from "../wire.gen";

export const FIRST_MS = 2_000;
export const BASE_MS = 1_000;
export const CAP_MS = 30_000;
export const FLOOD_MS = 30_000;
/** While a server restarts, this many tries come quickly: another node is there at once, the same one soon. */
export const RESTART_TRIES = 6;
export const RESTART_MS = 1_000;

/** Why the connection ended: a close code, or what the client itself found out. */
export interface Loss {
  code: number;
  /** This machine slept: nobody else woke with it, so nothing has to be spread. */
  slept: boolean;
  /** How long the connection was usable, in milliseconds. */
  lasted: number;
  /** A `drain` or a close with 1012 began this, and nobody said hello since. */
  restarting: boolean;
  /** What the server asked for in `closing` or `drain`, from now, or null. */
  asked: number | null;
}

/** Full jitter (base 1 s, cap 30 s); the very first try within 2 s. `attempt` counts from 0. */
export function jitter(attempt: number, random: number): number {
  if (attempt === 0) return random * FIRST_MS;
  return random * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));
}

/** Milliseconds until the next try, or null for never. */
export function delayAfter(loss: Loss, attempt: number, random: number): number | null {
  switch (loss.code) {
    case CLOSE.FLOOD:
      return Math.max(FLOOD_MS, loss.asked ?? 0) + jitter(attempt, random);
    case CLOSE.SLOW_READER:
      // At once, unless it happens again and again.
      return loss.lasted < 5_000 ? jitter(attempt, random) : 0;
    case CLOSE.RESTART:
      return loss.asked ?? jitter(attempt, random);
    default:
      if (staysAway(loss.code)) return null;
      if (loss.slept) return 0;
      return Math.max(loss.asked ?? 0, loss.restarting ? soon(attempt, random) : jitter(attempt, random));
  }
}

/** Codes from 4400 to 4499 mean: do not come back by yourself; a flood alone has a time after which one may. */
function staysAway(code: number): boolean {
  return code >= 4400 && code < 4500;
}

function soon(attempt: number, random: number): number {
  return attempt <= RESTART_TRIES ? random * RESTART_MS : jitter(attempt - RESTART_TRIES, random);
}
