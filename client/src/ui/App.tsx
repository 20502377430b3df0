import { useSignal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Chat } from "../contract";
import { strings } from "../i18n/language";
import { Compose } from "./compose";
import { Drawer } from "./Drawer";
import { forgetDrafts } from "./drafts";
import { peopleDocked, railDocked } from "./media";
import { PeopleList } from "./PeopleList";
import { Rail } from "./Rail";
import { Room } from "./Room";
import { Skeleton } from "./Skeleton";
import { ScreenContext } from "./screen";
import { showTitle } from "./title";
import "../looks/fonts.css";
import "../looks/tokens.css";
import "../looks/hues.css";
import "../looks/code.css";
import "../looks/base.css";
import "./App.css";

/** The whole screen: rooms, the open room, and who is in it. */
export function App({ chat }: { chat: Chat }) {
  const t = strings.value;
  const view = chat.current.value;
  const drawer = useSignal<"rail" | "people" | null>(null);
  const close = (): void => {
    drawer.value = null;
  };
  useSignalEffect(() => {
    document.documentElement.lang = strings.value.locale;
  });
  useSignalEffect(() => showTitle(chat));
  useSignalEffect(() => {
    // What stands in the field stays there; the disk knows of it again once somebody writes on.
    if (chat.notice.value?.kind === "signed_out") forgetDrafts();
  });
  const screen = useMemo(
    () => (view ? { chat, view, compose: new Compose(chat, view) } : null),
    [chat, view],
  );
  return (
    <div class="app">
      <a class="skip" href="#composer">
        {t.skip}
      </a>
      {railDocked.value ? (
        <aside class="rail-dock">
          <Rail chat={chat} />
        </aside>
      ) : (
        <Drawer side="left" label={t.openRooms} open={drawer.value === "rail"} onClose={close}>
          <Rail chat={chat} />
        </Drawer>
      )}
      {screen ? (
        <ScreenContext.Provider value={screen}>
          <Room
            key={screen.view.room}
            openRail={() => {
              drawer.value = "rail";
            }}
            openPeople={() => {
              drawer.value = "people";
            }}
          />
          {peopleDocked.value ? (
            <aside class="people-dock" aria-label={t.online}>
              <PeopleList onPick={close} />
            </aside>
          ) : (
            <Drawer side="right" label={t.online} open={drawer.value === "people"} onClose={close}>
              <PeopleList onPick={close} />
            </Drawer>
          )}
        </ScreenContext.Provider>
      ) : (
        <main class="room">
          <header class="room-header" />
          <Skeleton />
        </main>
      )}
    </div>
  );
}
