import { render } from "preact";
import { loadStrings, locale } from "../i18n/language";
import { App } from "../ui/app/App";
import { renderOncePerFrame } from "../ui/app/frame";
import { restoreTheme } from "../ui/app/theme";
import { PARTS } from "./parts";
import { SCENES } from "./scenes";
import "./gallery.css";

const asked = new URLSearchParams(location.search);
const scene = SCENES[asked.get("scene") ?? ""];
const part = PARTS[asked.get("part") ?? ""];
const root = document.getElementById("app");
restoreTheme();
await loadStrings();
renderOncePerFrame();
const theme = asked.get("theme");
if (theme) document.documentElement.dataset["theme"] = theme;

if (root && scene) {
  localStorage.removeItem("teahouse.draft.1");
  const chat = scene();
  Object.assign(window, { chat });
  render(<App chat={chat} />, root);
} else if (root && part) {
  document.documentElement.lang = locale.peek();
  render(part(), root);
} else if (root) {
  document.body.classList.add("gallery");
  render(<Gallery />, root);
}

/** All scenes, at both widths that come first. */
function Gallery() {
  return (
    <main>
      <h1>Teahouse: every state of the screen</h1>
      {[
        ...Object.keys(SCENES).map((name) => `scene=${name}`),
        ...Object.keys(PARTS).map((name) => `part=${name}`),
      ].map((shown) => (
        <section key={shown}>
          <h2>
            {shown}
            {["en", "zh-CN", "pseudo"].map((lang) => (
              <a key={lang} href={`?${shown}&lang=${lang}`}>
                {lang}
              </a>
            ))}
          </h2>
          <div class="gallery-frames">
            <iframe title={`${shown}, wide`} src={`?${shown}`} loading="lazy" class="wide" />
            <iframe title={`${shown}, narrow`} src={`?${shown}`} loading="lazy" class="narrow" />
          </div>
        </section>
      ))}
    </main>
  );
}
