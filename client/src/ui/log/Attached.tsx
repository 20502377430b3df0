import { sizeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { File } from "../../wire.gen";
import { Icon } from "../parts/Icon";
import { addressOfFile, mediaOf, suffixOf } from "./attached";
import { Pictures } from "./Pictures";
import "./Attached.css";

/** What a message carries: pictures together, what plays in place, everything else as a card. */
export function Attached({ files }: { files: readonly File[] }) {
  const pictures = files.filter((file) => mediaOf(file) === "picture");
  return (
    <div class="attached">
      {pictures.length > 0 && <Pictures files={pictures} />}
      {files.map((file) => {
        switch (mediaOf(file)) {
          case "picture":
            return null;
          case "video":
            return <Video key={file.id} file={file} />;
          case "sound":
            return <Sound key={file.id} file={file} />;
          default:
            return <Card key={file.id} file={file} />;
        }
      })}
    </div>
  );
}

function Video({ file }: { file: File }) {
  return (
    <figure class="clip">
      {/* biome-ignore lint/a11y/useMediaCaption: what people send has no captions. */}
      <video
        class="clip-video"
        controls
        preload="metadata"
        playsInline
        width={file.width ?? 420}
        height={file.height ?? 236}
        aria-label={file.name}
        src={addressOfFile(file)}
      />
    </figure>
  );
}

function Sound({ file }: { file: File }) {
  return (
    <figure class="clip">
      <figcaption class="clip-name one-line" title={file.name}>
        <bdi>{file.name}</bdi>
      </figcaption>
      {/* biome-ignore lint/a11y/useMediaCaption: what people send has no captions. */}
      <audio class="clip-sound" controls preload="none" aria-label={file.name} src={addressOfFile(file)} />
    </figure>
  );
}

function Card({ file }: { file: File }) {
  const t = strings.value.talk;
  const suffix = suffixOf(file.name);
  return (
    <a class="file-card" href={addressOfFile(file)} download={file.name} title={file.name}>
      <span class="file-sheet" aria-hidden="true">
        {suffix || <Icon name="save" size={18} />}
      </span>
      <span class="file-about">
        <bdi class="file-name one-line">{file.name}</bdi>
        <span class="file-weight">{sizeOf(file.size)}</span>
      </span>
      <span class="file-save">
        <Icon name="save" size={18} />
        <span class="unseen">{t.download}</span>
      </span>
    </a>
  );
}
