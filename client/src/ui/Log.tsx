import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { strings } from "../i18n/language";
import { Anchor } from "./anchor";
import { Empty, Failed } from "./Empty";
import { JumpButton } from "./JumpButton";
import { LogRow } from "./LogRow";
import { rowsOf } from "./rows";
import { Skeleton } from "./Skeleton";
import { useScreen } from "./screen";
import { useNewAfter } from "./use-new-after";
import { pageHidden } from "./visibility";
import "./Log.css";

/** Closer to an end than this, the next page is asked for; at most this far from the end counts as there. */
const PREFETCH_PX = 900;
const AT_END_PX = 24;

/** The list of messages: a window of the room's log that moves as one scrolls. */
export function Log() {
  const { chat, view } = useScreen();
  const t = strings.value;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const atEnd = useSignal(true);
  const seenUntil = useSignal(0);

  const phase = view.phase.value;
  const messages = view.messages.value;
  const older = view.older.value;
  const newer = view.newer.value;
  const own = view.own.value;
  const rows = rowsOf({
    messages,
    own,
    notices: view.notices.value,
    you: chat.you.value,
    proposedName: chat.proposedName.value,
    newAfter: useNewAfter(view),
    fromStart: older === "none",
    toEnd: newer === "none",
  });

  // The picture of the last render still stands here: what it shows is what must not move.
  if (anchor.current && !anchor.current.stuck) anchor.current.capture();

  const look = (): void => {
    const { current } = anchor;
    const log = scroller.current;
    if (!current || !log) return;
    const near = current.below() <= AT_END_PX || (current.stuck && !current.wentUp());
    const end = view.newer.peek() === "none" && near;
    current.stuck = end;
    atEnd.value = end;
    if (view.phase.peek() !== "ready") return;
    if (log.scrollTop < PREFETCH_PX && view.older.peek() === "more") chat.loadOlder();
    if (current.below() < PREFETCH_PX && view.newer.peek() === "more") chat.loadNewer();
  };

  // One's own message brings the reader to the end, wherever in the past that was.
  const lastOwn = own.at(-1)?.key ?? "";
  const shownOwn = useRef(lastOwn);
  useLayoutEffect(() => {
    if (scroller.current) anchor.current ??= new Anchor(scroller.current);
    if (lastOwn !== "" && lastOwn !== shownOwn.current && anchor.current) anchor.current.stuck = true;
    shownOwn.current = lastOwn;
    anchor.current?.restore();
  });
  useEffect(look);

  useEffect(() => {
    // Wrapped anew, or made smaller by a growing composer or a phone's keyboard: the place is kept.
    const observer = new ResizeObserver(() => anchor.current?.restore());
    if (scroller.current) observer.observe(scroller.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  useSignalEffect(() => {
    const last = view.messages.value.at(-1)?.seq ?? 0;
    if (!atEnd.value || pageHidden.value || view.newer.value !== "none" || last === 0) return;
    seenUntil.value = last;
    chat.markRead(last);
  });

  const toNewest = (): void => {
    if (newer !== "none") chat.jumpToNewest();
    if (!anchor.current) return;
    anchor.current.stuck = true;
    atEnd.value = true;
    anchor.current.restore();
  };

  const you = chat.you.value?.id;
  const waiting = messages.filter(
    (message) => message.seq > seenUntil.value && message.sender.id !== you,
  ).length;
  const empty = rows.every(({ kind }) => kind === "coming") && phase === "ready" && older === "none";
  return (
    <>
      <div
        ref={scroller}
        class="log"
        role="log"
        aria-live="polite"
        aria-label={t.messages}
        aria-busy={phase === "loading" || older === "loading" || newer === "loading"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
        tabIndex={0}
        onScroll={() => {
          look();
          anchor.current?.capture();
        }}
      >
        <div ref={content} class="log-content">
          {phase === "loading" && messages.length === 0 && <Skeleton />}
          {phase === "failed" && messages.length === 0 && <Failed />}
          {empty && <Empty />}
          {phase !== "loading" && messages.length > 0 && (
            <div class="log-edge">
              {older === "none" && <p>{t.beginning}</p>}
              {older === "loading" && <p class="log-wait">{t.olderLoading}</p>}
              {older === "failed" && (
                <p>
                  {t.olderFailed}{" "}
                  <button type="button" class="plain-button" onClick={() => chat.loadOlder()}>
                    {t.again}
                  </button>
                </p>
              )}
            </div>
          )}
          {rows.map((row) => (
            <LogRow key={row.key} row={row} />
          ))}
          {newer === "failed" && (
            <p class="log-edge">
              {t.newerFailed}{" "}
              <button type="button" class="plain-button" onClick={() => chat.loadNewer()}>
                {t.again}
              </button>
            </p>
          )}
        </div>
      </div>
      <JumpButton
        shown={!atEnd.value}
        waiting={newer === "none" ? waiting : view.unseen.value}
        jump={toNewest}
      />
    </>
  );
}
