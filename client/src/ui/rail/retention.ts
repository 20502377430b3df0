import { lasting } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { House } from "../../wire.gen";

const DAY_S = 86_400;

/** For how long messages stay in a room, as everyone there may know; empty where they stay for ever. */
export function keptLine(house: House | null, room: { retention_days: number | null } | null): string {
  const days = room?.retention_days ?? house?.retention_days ?? 0;
  return days === 0 ? "" : strings.value.standing.keptHere(lasting(days * DAY_S));
}
