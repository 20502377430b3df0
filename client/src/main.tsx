import { render } from "preact";
import { strings } from "./i18n/language";
import { startWorker } from "./net/worker";
import { createChat } from "./state/chat";
import { followOwner } from "./state/push-owner";
import { App } from "./ui/App";
import { renderOncePerFrame } from "./ui/frame";
import { placeOf } from "./ui/permalink";
import { goTo } from "./ui/route";
import { restoreTheme } from "./ui/theme";

restoreTheme();
renderOncePerFrame();
document.documentElement.lang = strings.peek().locale;
const chat = createChat({ language: () => strings.peek().locale });
followOwner(chat);
void startWorker((hash) => {
  const place = placeOf(hash);
  if (place) goTo(chat, place.room, place.seq);
});
const root = document.getElementById("app");
if (root) render(<App chat={chat} />, root);
