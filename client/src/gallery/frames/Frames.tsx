import { useEffect, useRef } from "preact/hooks";
import { type Frame, headOf, read } from "./frame";
import "./frames.css";
import { frames } from "./tap";
import { words } from "./words";

/** All that goes over the socket, with the head of each frame and what kind of message it is. */
export function Frames({ onClose }: { onClose: () => void }) {
  const t = words();
  const list = useRef<HTMLOListElement>(null);
  const shown = frames.value;
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [shown.length]);
  return (
    <section class="frames" aria-label={t.title}>
      <header class="frames-head">
        <h2>{t.title}</h2>
        <button
          type="button"
          onClick={() => {
            frames.value = [];
          }}
        >
          {t.clear}
        </button>
        <button type="button" onClick={onClose}>
          {t.close}
        </button>
      </header>
      {shown.length === 0 && <p class="frames-none">{t.none}</p>}
      <ol ref={list} class="frames-list">
        {shown.map((frame, i) => (
          <Line key={`${frame.at} ${i}`} frame={frame} />
        ))}
      </ol>
    </section>
  );
}

function Line({ frame }: { frame: Frame }) {
  const t = words();
  const told = read(frame);
  return (
    <li class={`frame ${frame.direction}`}>
      <details>
        <summary>
          <span aria-hidden="true">{frame.direction === "out" ? "↑" : "↓"}</span>
          <code class="frame-head">{headOf(frame)}</code>
          <code class="frame-type">{told?.type ?? "?"}</code>
          {told?.seq != null && <code class="frame-seq">seq {told.seq}</code>}
          <span class="frame-size">{t.bytes(frame.bytes)}</span>
        </summary>
        {told && <p>{t.kinds[told.kind]}</p>}
        <pre>{told ? JSON.stringify(JSON.parse(frame.text), null, 2) : frame.text}</pre>
      </details>
    </li>
  );
}
