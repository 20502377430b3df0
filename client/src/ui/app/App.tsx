import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { strings } from "../../i18n/language";
import { Banned } from "../order/Banned";
import { InRoom } from "../order/RoleBadge";
import { followHotkeys } from "../parts/hotkeys";
import { Icon } from "../parts/Icon";
import { peopleDocked, railDocked } from "../parts/media";
import { Panels } from "../parts/Panel";
import { page } from "../parts/page";
import { density } from "../parts/preferences";
import { followRoute } from "../parts/route";
import { PeopleList } from "../rail/PeopleList";
import { Rail } from "../rail/Rail";
import { followCalls } from "../settings/notifications";
import { Compose } from "../write/compose";
import { forgetDrafts, keepDraftsOf } from "../write/drafts";
import { Banner } from "./Banner";
import { Dialogs } from "./Dialogs";
import { Drawer } from "./Drawer";
import { Nowhere } from "./Empty";
import { followHouse, trialLeft } from "./house";
import { later } from "./Later";
import { Room } from "./Room";
import { Skeleton } from "./Skeleton";
import { Skips } from "./Skips";
import { panel } from "./stage";
import { showTitle } from "./title";
import { followViewport } from "./viewport";
import "../../looks/fonts.css";
import "../../looks/tokens.css";
import "../../looks/hues.css";
import "../../looks/code.css";
import "../../looks/base.css";
import "../log/Log.css";
import "./RoomHeader.css";
import "./App.css";

const Admin = later(() => import("../admin/Admin").then((module) => module.Admin), adminStrings);
const StyleTrial = later(
  () => import("../admin/StyleTrial").then((module) => module.StyleTrial),
  adminStrings,
);

/** The whole screen: the rooms, or a page that stands in their place. */
export function App({ chat }: { chat: Chat }) {
  usePage(chat);
  const stands = page.value;
  // Where the connection stays closed, the rooms say why.
  if (stands === null || chat.connection.value.phase === "ended")
    return (
      <>
        <Rooms chat={chat} />
        {trialLeft.value !== null && <StyleTrial />}
      </>
    );
  return (
    <>
      <Admin chat={chat} section={stands.rest} />
      <Dialogs chat={chat} />
    </>
  );
}

/** Rooms, the open room, and who is in it or what was looked for. */
function Rooms({ chat }: { chat: Chat }) {
  const t = strings.value;
  const view = chat.current.value;
  const connection = chat.connection.value;
  const nowhere = connection.phase === "online" && chat.rooms.value.length === 0;
  const drawer = useSignal<"rail" | "people" | null>(null);
  const beside = panel.value;
  const close = (): void => {
    drawer.value = null;
  };
  const closePanel = (): void => {
    panel.value = null;
  };
  const screen = useMemo(
    () => (view ? { chat, view, compose: new Compose(chat, view) } : null),
    [chat, view],
  );
  if (connection.phase === "ended" && connection.code === "banned") return <Banned chat={chat} />;
  return (
    <div class={`app ${beside !== null && peopleDocked.value ? "with-panel" : ""}`}>
      <Skips openRail={railDocked.value ? null : () => (drawer.value = "rail")} />
      {railDocked.value ? (
        <aside class="rail-dock" aria-label={t.openRooms}>
          <Rail chat={chat} onPick={close} />
        </aside>
      ) : (
        <Drawer side="left" label={t.openRooms} open={drawer.value === "rail"} onClose={close}>
          <Rail chat={chat} onPick={close} />
        </Drawer>
      )}
      <InRoom screen={screen}>
        {screen ? (
          <Room
            key={screen.view.room}
            openRail={() => {
              drawer.value = "rail";
            }}
            openPeople={() => {
              drawer.value = "people";
            }}
          />
        ) : (
          <main class="room">
            <header class="room-header">
              <button
                type="button"
                class="icon-button rail-button"
                aria-label={t.openRooms}
                onClick={() => {
                  drawer.value = "rail";
                }}
              >
                <Icon name="menu" />
              </button>
            </header>
            <div class="log-frame">
              <div class="log-content">{nowhere ? <Nowhere /> : <Skeleton />}</div>
              <Banner chat={chat} />
            </div>
          </main>
        )}
        {peopleDocked.value && (
          <aside class="people-dock" aria-label={beside === null ? t.online : undefined}>
            {beside !== null ? (
              <Panels chat={chat} onPick={() => {}} />
            ) : (
              screen && <PeopleList onPick={close} />
            )}
          </aside>
        )}
        {!peopleDocked.value && screen && (
          <Drawer side="right" label={t.online} open={drawer.value === "people"} onClose={close}>
            <PeopleList onPick={close} />
          </Drawer>
        )}
        {!peopleDocked.value && (
          <Drawer
            side="right"
            label={
              beside === "queue"
                ? t.standing.queue
                : beside === "mentions"
                  ? t.shell.mentions
                  : t.shell.search
            }
            open={beside !== null}
            onClose={closePanel}
            wide
          >
            <Panels chat={chat} onPick={closePanel} />
          </Drawer>
        )}
        <Dialogs chat={chat} />
      </InRoom>
    </div>
  );
}

/** What goes on around the screen for as long as it stands. */
function usePage(chat: Chat): void {
  useSignalEffect(() => {
    document.documentElement.lang = strings.value.locale;
  });
  useSignalEffect(() => {
    document.documentElement.dataset["density"] = density.value;
  });
  useSignalEffect(() => {
    // A page that stands in the rooms' place has a title of its own.
    if (page.value === null) showTitle(chat);
  });
  useSignalEffect(() => {
    // What stands in the field stays there; the disk knows of it again once somebody writes on.
    if (chat.notice.value?.kind === "signed_out") forgetDrafts();
  });
  useSignalEffect(() => {
    // Of a room that one may not know of any more, nothing stays; who is offline does not know that.
    if (chat.connection.value.phase === "online" && chat.current.value?.state.value)
      keepDraftsOf(chat.rooms.value.map(({ id }) => id));
  });
  useEffect(() => {
    const stops = [
      followHouse(chat),
      followRoute(chat),
      followHotkeys(chat),
      followCalls(chat),
      followViewport(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [chat]);
}
