import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import type { File } from "../../wire.gen";
import { Icon } from "../parts/Icon";
import { close, overlay } from "../parts/overlay";
import { addressOfFile } from "./attached";
import "./Lightbox.css";

/** A swipe of this many pixels turns to the next picture. */
const SWIPE_PX = 48;

/** Pictures as large as the window; arrows turn over, + and - enlarge, Escape closes. */
export function Lightbox({ files, index }: { files: readonly File[]; index: number }) {
  const t = strings.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const shown = useRef(overlay.peek());
  const from = useRef<number | null>(null);
  const [at, setAt] = useState(index);
  const [large, setLarge] = useState(false);
  const [state, setState] = useState<"loading" | "there" | "failed">("loading");
  const file = files[at];
  useLayoutEffect(() => {
    dialog.current?.showModal();
    stage.current?.focus();
  }, []);
  useEffect(() => {
    // Enlarged, one looks at the middle first.
    const { current } = stage;
    if (!current || !large) return;
    current.scrollLeft = (current.scrollWidth - current.clientWidth) / 2;
    current.scrollTop = (current.scrollHeight - current.clientHeight) / 2;
  }, [large]);
  if (!file) return null;

  const turn = (by: number): void => {
    const next = at + by;
    if (next < 0 || next >= files.length) return;
    setAt(next);
    setLarge(false);
    setState("loading");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight" && !large) turn(1);
    else if (event.key === "ArrowLeft" && !large) turn(-1);
    else if (event.key === "PageDown") turn(1);
    else if (event.key === "PageUp") turn(-1);
    else if (event.key === "+" || event.key === "=") setLarge(true);
    else if (event.key === "-" || event.key === "0") setLarge(false);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="lightbox on-dark"
      aria-label={t.talk.openPicture(file.name)}
      onClose={() => close(shown.current)}
      onKeyDown={onKeyDown}
    >
      <header class="lightbox-head">
        <bdi class="lightbox-name one-line">{file.name}</bdi>
        {files.length > 1 && (
          <span class="lightbox-count" aria-live="polite">
            <span aria-hidden="true">{`${at + 1} / ${files.length}`}</span>
            <span class="unseen">{t.talk.pictures(at + 1, files.length)}</span>
          </span>
        )}
        <button
          type="button"
          class="icon-button"
          aria-pressed={large}
          aria-label={large ? t.talk.zoomOut : t.talk.zoomIn}
          title={large ? t.talk.zoomOut : t.talk.zoomIn}
          onClick={() => setLarge(!large)}
        >
          <Icon name="zoom" />
        </button>
        <a
          class="icon-button"
          href={addressOfFile(file)}
          download={file.name}
          aria-label={t.talk.download}
          title={t.talk.download}
        >
          <Icon name="save" />
        </a>
        <button
          type="button"
          class="icon-button"
          aria-label={t.close}
          title={t.close}
          onClick={() => close(shown.current)}
        >
          <Icon name="close" />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what a press does here, buttons and keys do too. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
      <div
        ref={stage}
        class={`lightbox-stage ${large ? "large" : ""}`}
        tabIndex={-1}
        onClick={(event) => {
          if (event.target === stage.current) close(shown.current);
        }}
        onPointerDown={(event) => {
          from.current = event.pointerType === "touch" && !large ? event.clientX : null;
        }}
        onPointerUp={(event) => {
          const moved = from.current === null ? 0 : event.clientX - from.current;
          if (Math.abs(moved) > SWIPE_PX) turn(moved < 0 ? 1 : -1);
        }}
      >
        {state === "failed" ? (
          <p class="lightbox-failed" role="alert">
            {t.talk.pictureFailed}
          </p>
        ) : (
          // biome-ignore lint/a11y/useKeyWithClickEvents: + and - do the same.
          <img
            key={file.id}
            class={`lightbox-picture ${state}`}
            src={addressOfFile(file)}
            alt={file.name}
            width={file.width ?? undefined}
            height={file.height ?? undefined}
            draggable={false}
            onLoad={() => setState("there")}
            onError={() => setState("failed")}
            onClick={() => setLarge(!large)}
          />
        )}
      </div>
      {files.length > 1 && (
        <>
          <button
            type="button"
            class="lightbox-turn back"
            aria-label={t.talk.previous}
            disabled={at === 0}
            onClick={() => turn(-1)}
          >
            <Icon name="left" size={24} />
          </button>
          <button
            type="button"
            class="lightbox-turn on"
            aria-label={t.talk.next}
            disabled={at === files.length - 1}
            onClick={() => turn(1)}
          >
            <Icon name="right" size={24} />
          </button>
        </>
      )}
    </dialog>
  );
}
