import { render } from "preact";
import { createChat } from "./state/chat";
import { App } from "./ui/App";
import { restoreTheme } from "./ui/theme";

restoreTheme();
const root = document.getElementById("app");
if (root) render(<App chat={createChat()} />, root);
