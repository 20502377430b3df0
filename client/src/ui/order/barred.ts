import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { barredBy } from "../../state/rights";
import type { Sanction } from "../../wire.gen";

/** Moves when a sanction ended by the clock: what depends on it is found out anew. */
export const ended = signal(0);

/** What keeps one from speaking in this room; null where nothing does. */
export function muteOf(sanctions: readonly Sanction[], room: number): Sanction | null {
  ended.value;
  return barredBy(sanctions, ["mute", "ban", "kick"], room, Date.now());
}

export const isMuted = (sanctions: readonly Sanction[], room: number): boolean =>
  muteOf(sanctions, room) !== null;

/** Whole seconds until a Unix time in milliseconds, counting down; 0 once it is past, null without one. */
export function useSecondsLeft(until: number | null): number | null {
  const [, tick] = useState(0);
  const left = until === null ? null : Math.max(0, Math.ceil((until - Date.now()) / 1_000));
  useEffect(() => {
    if (until === null || left === 0) return;
    const timer = setTimeout(() => tick((n) => n + 1), ((until - Date.now()) % 1_000) + 5);
    return () => clearTimeout(timer);
  });
  return left;
}

/** "4:59", or "1:04:59". */
export function clockOf(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
