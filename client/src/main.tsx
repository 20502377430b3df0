import { render } from "preact";
import { strings } from "./i18n/language";
import { createChat } from "./state/chat";
import { App } from "./ui/App";
import { renderOncePerFrame } from "./ui/frame";
import { restoreTheme } from "./ui/theme";

restoreTheme();
renderOncePerFrame();
document.documentElement.lang = strings.peek().locale;
const root = document.getElementById("app");
if (root) render(<App chat={createChat({ language: () => strings.peek().locale })} />, root);
