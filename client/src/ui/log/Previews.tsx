import { strings } from "../../i18n/language";
import { allowed } from "../../text/links";
import type { Preview } from "../../wire.gen";
import { addressOfPicture } from "./attached";
import "./Previews.css";

/** What the links of a message lead to, as a card each. */
export function Previews({ previews }: { previews: readonly Preview[] }) {
  return (
    <div class="previews">
      {previews.map((preview) => (
        <Card key={preview.url} preview={preview} />
      ))}
    </div>
  );
}

function Card({ preview }: { preview: Preview }) {
  const { title, text, site, image } = preview;
  const href = allowed(preview.url);
  if (href === null) return null;
  const host = new URL(href).host;
  return (
    <a
      class="preview"
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      title={strings.value.talk.openLink(host)}
    >
      <span class="preview-about">
        <bdi class="preview-site one-line">{site || host}</bdi>
        <bdi class="preview-title">{title || host}</bdi>
        {text && <bdi class="preview-text">{text}</bdi>}
      </span>
      {image && (
        <img
          class="preview-image"
          src={addressOfPicture(image)}
          alt=""
          width={72}
          height={72}
          loading="lazy"
          decoding="async"
        />
      )}
    </a>
  );
}
