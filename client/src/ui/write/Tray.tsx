import { useState } from "preact/hooks";
import type { Upload } from "../../contract";
import { isolate, sizeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { suffixOf } from "../log/attached";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import { canRetry, troubleOf } from "./trouble";
import "./Tray.css";

/** The files that go with the message: on their way up, there, or refused. */
export function Tray() {
  const { chat, compose } = useScreen();
  const t = strings.value.write;
  const uploads = chat.uploads.value;
  return (
    <ul class="tray" aria-label={t.files}>
      {uploads.map((upload) => (
        <Row
          key={upload.id}
          upload={upload}
          drop={() => {
            chat.dropUpload(upload.id);
            // Its button is gone, and the focus would be nowhere.
            compose.focus.value += 1;
          }}
        />
      ))}
    </ul>
  );
}

function Row({ upload, drop }: { upload: Upload; drop: () => void }) {
  const { chat } = useScreen();
  const t = strings.value.write;
  const [broken, setBroken] = useState(false);
  const { name, size, state, progress, picture } = upload;
  const trouble = troubleOf(upload, chat.limits.value.fileBytes);
  const percent = Math.floor(progress * 100);
  const shown = isolate(name);
  return (
    <li class={`tray-file ${state}`}>
      {picture && !broken ? (
        <img class="tray-picture" src={picture} alt="" onError={() => setBroken(true)} />
      ) : (
        <span class="tray-picture" aria-hidden="true">
          {suffixOf(name) || <Icon name="clip" size={18} />}
        </span>
      )}
      <div class="tray-about">
        <bdi class="tray-name one-line" title={name}>
          {name}
        </bdi>
        {trouble !== "" ? (
          <p class="tray-trouble" role="alert">
            {trouble}
          </p>
        ) : (
          <p class="tray-size">
            {sizeOf(size)}
            {" · "}
            {state === "done" ? t.up : progress === 0 ? t.queued : t.percent(percent)}
          </p>
        )}
        {state === "going" && <progress class="tray-progress" max={100} value={percent} aria-label={shown} />}
      </div>
      {canRetry(upload) && (
        <button
          type="button"
          class="icon-button"
          aria-label={t.retryFile(shown)}
          title={t.retryFile(shown)}
          onClick={() => chat.retryUpload(upload.id)}
        >
          <Icon name="again" size={18} />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t.removeFile(shown)}
        title={t.removeFile(shown)}
        onClick={drop}
      >
        <Icon name="close" size={16} />
      </button>
    </li>
  );
}
