import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { sizeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import "./DropZone.css";

/** Stands over the whole room while files are dragged over the page, and takes them. */
export function DropZone() {
  const { chat, compose } = useScreen();
  const t = strings.value.write;
  const over = useSignal(false);
  const zone = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    let inside = 0;
    // Elsewhere a file that is dropped does nothing; it never takes the place of the page.
    const taking = (): boolean => compose.closed.peek() === null && compose.editing.peek() === null;
    const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const onDrag = (event: DragEvent, step: 0 | 1 | -1): void => {
      if (!carries(event)) return;
      // Without this the browser would leave the page for the file.
      event.preventDefault();
      inside = Math.max(0, inside + step);
      over.value = inside > 0 && taking();
      if (event.dataTransfer && step === 0)
        event.dataTransfer.dropEffect = taking() && isIn(zone.current, event) ? "copy" : "none";
    };
    addEventListener("dragenter", (event) => onDrag(event, 1), { signal });
    addEventListener("dragover", (event) => onDrag(event, 0), { signal });
    addEventListener("dragleave", (event) => onDrag(event, -1), { signal });
    addEventListener(
      "drop",
      (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        const taken = taking() && isIn(zone.current, event) ? filesOf(event.dataTransfer) : [];
        inside = 0;
        over.value = false;
        if (taken.length > 0) chat.upload(taken);
      },
      { signal },
    );
    return () => listening.abort();
  }, [chat, compose]);
  return (
    <div ref={zone} class={`drop-zone ${over.value ? "over" : ""}`}>
      {over.value && (
        <p class="drop-words">
          <Icon name="clip" size={28} />
          <b>{t.dropHere}</b>
          <span>{t.dropLimit(sizeOf(chat.limits.value.fileBytes))}</span>
        </p>
      )}
    </div>
  );
}

function isIn(zone: HTMLElement | null, { clientX, clientY }: DragEvent): boolean {
  const box = zone?.getBoundingClientRect();
  return (
    box !== undefined &&
    clientX >= box.left &&
    clientX <= box.right &&
    clientY >= box.top &&
    clientY <= box.bottom
  );
}

/** The files in what is dropped; a folder comes as a file that cannot be read, and is left out. */
function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.items ?? [])].flatMap((item) => {
    if (item.kind !== "file" || item.webkitGetAsEntry?.()?.isDirectory) return [];
    const file = item.getAsFile();
    return file ? [file] : [];
  });
}
