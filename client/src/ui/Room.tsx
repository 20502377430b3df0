import { strings } from "../i18n/language";
import { Banner } from "./Banner";
import { Composer } from "./Composer";
import { Icon } from "./Icon";
import { Log } from "./Log";
import { roomTitle, roomTopic } from "./room-title";
import { useScreen } from "./screen";
import "./Room.css";

interface Props {
  openRail: () => void;
  openPeople: () => void;
}

/** The open room: what it is called, what was said, and where to speak. */
export function Room({ openRail, openPeople }: Props) {
  const { view } = useScreen();
  const t = strings.value;
  const state = view.state.value;
  const count = view.count.value;
  const topic = roomTopic(state);
  return (
    <main class="room">
      <header class="room-header">
        <button type="button" class="icon-button rail-button" aria-label={t.openRooms} onClick={openRail}>
          <Icon name="menu" />
        </button>
        <h1 class="room-title one-line" aria-label={state ? undefined : t.loading}>
          <bdi>{roomTitle(state)}</bdi>
        </h1>
        <p class="room-topic one-line" title={topic}>
          <bdi>{topic}</bdi>
        </p>
        <p class="room-count">{count > 0 && t.onlineCount(count)}</p>
        <button type="button" class="people-button" aria-label={t.openPeople(count)} onClick={openPeople}>
          <Icon name="people" />
          <span class="people-number" aria-hidden="true">
            {count || ""}
          </span>
        </button>
      </header>
      <div class="log-frame">
        <Log />
        <Banner />
      </div>
      <Composer />
    </main>
  );
}
