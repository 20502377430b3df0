import { render } from "preact";
import { App } from "../ui/App";
import { restoreTheme } from "../ui/theme";
import { SCENES } from "./scenes";
import "./gallery.css";

const asked = new URLSearchParams(location.search);
const scene = SCENES[asked.get("scene") ?? ""];
const root = document.getElementById("app");
restoreTheme();
const theme = asked.get("theme");
if (theme) document.documentElement.dataset["theme"] = theme;

if (root && scene) {
  localStorage.removeItem("teahouse.draft.1");
  const chat = scene();
  Object.assign(window, { chat });
  render(<App chat={chat} />, root);
} else if (root) {
  document.body.classList.add("gallery");
  render(<Gallery />, root);
}

/** All scenes, at both widths that come first. */
function Gallery() {
  return (
    <main>
      <h1>Teahouse: every state of the screen</h1>
      {Object.keys(SCENES).map((name) => (
        <section key={name}>
          <h2>
            {name}
            {["en", "zh-CN", "pseudo"].map((lang) => (
              <a key={lang} href={`?scene=${name}&lang=${lang}`}>
                {lang}
              </a>
            ))}
          </h2>
          <div class="gallery-frames">
            <iframe title={`${name}, wide`} src={`?scene=${name}`} loading="lazy" class="wide" />
            <iframe title={`${name}, narrow`} src={`?scene=${name}`} loading="lazy" class="narrow" />
          </div>
        </section>
      ))}
    </main>
  );
}
