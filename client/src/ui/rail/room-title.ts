import { strings } from "../../i18n/language";
import type { RoomSummary } from "../../wire.gen";

/** A room's title; the lobby without one is called what the reader's language calls it. */
export function roomTitle(room: RoomSummary | null): string {
  if (!room) return "";
  if (room.title) return room.title;
  return room.name === "lobby" ? strings.value.lobby : room.name;
}

export function roomTopic(room: RoomSummary | null): string {
  if (!room) return "";
  return room.topic || (room.name === "lobby" ? strings.value.lobbyTopic : "");
}
