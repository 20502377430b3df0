import type { Chat } from "../contract";
import { strings } from "../i18n/language";
import { Cup } from "./Icon";
import { Menu } from "./Menu";
import { roomTitle } from "./room-title";
import "./Rail.css";

/** The brand, the rooms, and the way to the settings. */
export function Rail({ chat }: { chat: Chat }) {
  const t = strings.value;
  const place = chat.placeName.value;
  const here = chat.current.value?.room;
  return (
    <div class="rail">
      <div class="brand">
        <Cup />
        <b class="brand-name one-line" title={place}>
          <bdi>{place}</bdi>
        </b>
        {place === "Teahouse" && (
          <small class="brand-native" lang="zh-CN">
            茶馆
          </small>
        )}
      </div>
      <nav class="rooms" aria-label={t.rooms}>
        <h2 class="rail-heading">{t.rooms}</h2>
        <ul>
          {chat.rooms.value.map((room) => (
            <li key={room.id}>
              <span class="room-link" aria-current={room.id === here ? "page" : undefined}>
                <span class="room-sign" aria-hidden="true" />
                <bdi class="one-line">{roomTitle(room)}</bdi>
              </span>
            </li>
          ))}
        </ul>
      </nav>
      <Menu />
    </div>
  );
}
