import { render } from "preact";
import { loadStrings, locale } from "./i18n/language";
import { startWorker } from "./net/worker";
import { createChat } from "./state/chat";
import { followOwner } from "./state/push-owner";
import { takeLink } from "./ui/account/arrival";
import { App } from "./ui/app/App";
import { renderOncePerFrame } from "./ui/app/frame";
import { restoreHouse } from "./ui/app/house";
import { restoreTheme } from "./ui/app/theme";
import { placeOf } from "./ui/parts/permalink";
import { goTo } from "./ui/parts/route";

/** Until the language is asked for again, where it did not come. */
const AGAIN_MS = 2_000;

// Before anything else: what a link holds is for this page alone.
takeLink();
restoreTheme();
restoreHouse();
renderOncePerFrame();
document.documentElement.lang = locale.peek();
const chat = createChat({ language: () => locale.peek() });
followOwner(chat);
void startWorker((hash) => {
  const place = placeOf(hash);
  if (place) goTo(chat, place.room, place.seq);
});
void show();

/** Draws the page; the connection is made meanwhile. Without its words it could not even say what is missing. */
async function show(): Promise<void> {
  const failed = await loadStrings().then(
    () => false,
    () => true,
  );
  if (failed) setTimeout(() => void show(), AGAIN_MS);
  const root = document.getElementById("app");
  if (root && !failed) render(<App chat={chat} />, root);
}
