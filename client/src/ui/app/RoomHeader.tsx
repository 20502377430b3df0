import type { Chat } from "../../contract";
import { strings } from "../../i18n/language";
import { allowed, roleIn } from "../../state/rights";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import { othersOf, presenceOf } from "../rail/presence";
import { waitsElsewhere } from "../rail/Rail";
import { RoomMenu } from "../rail/RoomMenu";
import { roomTitle, roomTopic } from "../rail/room-title";
import { dialog, openSearch, panel } from "./stage";
import "./RoomHeader.css";

interface Props {
  openRail: () => void;
  openPeople: () => void;
}

/** What the open room is called, what it is about, who is in it, and what can be done with it. */
export function RoomHeader({ openRail, openPeople }: Props) {
  const { chat, view } = useScreen();
  const t = strings.value;
  const state = view.state.value;
  const count = view.count.value;
  const waits = waitsElsewhere(chat.rooms.value, view.room);
  return (
    <header class="room-header">
      <button type="button" class="icon-button rail-button" aria-label={t.openRooms} onClick={openRail}>
        <Icon name="menu" />
        {waits && <span class="waits-dot" />}
        {waits && <span class="unseen">{t.shell.unreadElsewhere}</span>}
      </button>
      <h1 class="room-title one-line" aria-label={state ? undefined : t.loading} title={roomTitle(state)}>
        <bdi>{roomTitle(state)}</bdi>
      </h1>
      {state !== null && state.kind !== "direct" && <Access access={state.access} />}
      {state?.read_only && <span class="room-tag">{t.standing.announcement}</span>}
      {state?.archived && <span class="room-tag">{t.shell.isArchived}</span>}
      <Topic chat={chat} />
      <p class="room-count">{count > 0 && state?.kind !== "direct" && t.onlineCount(count)}</p>
      <button
        type="button"
        class="icon-button search-button"
        aria-label={t.shell.search}
        aria-expanded={panel.value === "search"}
        title={t.shell.search}
        onClick={() => (panel.peek() === "search" ? close() : openSearch())}
      >
        <Icon name="search" />
      </button>
      <button type="button" class="people-button" aria-label={t.openPeople(count)} onClick={openPeople}>
        <Icon name="people" />
        <span class="people-number" aria-hidden="true">
          {count || ""}
        </span>
      </button>
      <RoomMenu />
    </header>
  );
}

/** Who else may know of the room: a private one looks private wherever it is seen. */
function Access({ access }: { access: string }) {
  const t = strings.value.standing;
  if (access !== "private" && access !== "members") return null;
  const word = access === "private" ? t.privateRoom : t.membersRoom;
  return (
    <span class={`room-tag access ${access}`} title={word}>
      <Icon name={access === "private" ? "lock" : "people"} size={13} />
      <span class="access-word">{word}</span>
    </span>
  );
}

const close = (): void => {
  panel.value = null;
};

/** The topic, which its owner changes by a press; of a conversation, what the other says of themselves. */
function Topic({ chat }: { chat: Chat }) {
  const { view } = useScreen();
  const t = strings.value.shell;
  const state = view.state.value;
  if (state?.kind === "direct") {
    const others = othersOf(chat, state);
    const [only] = others;
    const presence = only && others.length === 1 ? presenceOf(chat, only) : null;
    // Once somebody is known to be here, oneself at least, who is not among them is known not to be.
    const absent = view.people.value.length > 0 ? strings.value.talk.notHere : "";
    const word = presence === "away" ? t.away : presence === "here" ? t.here : absent;
    const line = others.length > 1 ? t.people(others.length + 1) : only?.status || word;
    return (
      <p class={`room-topic one-line ${presence ?? ""}`} title={line}>
        <bdi>{line}</bdi>
      </p>
    );
  }
  const topic = roomTopic(state);
  const mine =
    state !== null && allowed(roleIn(chat.role.value, state, chat.you.value?.id ?? null), "room.change");
  if (!mine)
    return (
      <p class="room-topic one-line" title={topic}>
        <bdi>{topic}</bdi>
      </p>
    );
  return (
    <button
      type="button"
      class="room-topic one-line mine"
      title={topic || t.addTopic}
      onClick={() => {
        dialog.value = { kind: "room", room: view.room };
      }}
    >
      <bdi>{topic || t.addTopic}</bdi>
      <span class="unseen"> {t.editTopic}</span>
    </button>
  );
}
