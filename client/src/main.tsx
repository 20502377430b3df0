import { render } from "preact";
import { strings } from "./i18n/language";
import { startWorker } from "./net/worker";
import { createChat } from "./state/chat";
import { followOwner } from "./state/push-owner";
import { App } from "./ui/app/App";
import { renderOncePerFrame } from "./ui/app/frame";
import { restoreTheme } from "./ui/app/theme";
import { placeOf } from "./ui/parts/permalink";
import { goTo } from "./ui/parts/route";

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
