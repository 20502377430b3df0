import { useMemo, useRef } from "preact/hooks";
import { strings } from "../../i18n/language";
import { Announcer } from "../app/Announcer";
import { Empty, Failed } from "../app/Empty";
import { Overlays } from "../app/Overlays";
import { Skeleton } from "../app/Skeleton";
import { useScreen } from "../parts/screen";
import { keptLine } from "../rail/retention";
import { JumpButton, UnreadButton } from "./JumpButton";
import { LogRow } from "./LogRow";
import { onLogClick, onLogKey, onLogMenu } from "./log-keys";
import { PinsBar } from "./PinsBar";
import { type Row, rowsOf, type Shown } from "./rows";
import { keptRows } from "./rows-kept";
import { useGestures } from "./use-gestures";
import { useNewAfter } from "./use-new-after";
import { useReading } from "./use-reading";
import "./Log.css";

/** The list of messages: a window of the room's log that moves as one scrolls. */
export function Log() {
  const screen = useScreen();
  const { chat, view } = screen;
  const t = strings.value;
  const phase = view.phase.value;
  const messages = view.messages.value;
  const older = view.older.value;
  const newer = view.newer.value;
  const you = chat.you.value;
  const newAfter = useNewAfter(view);
  const reading = useReading(screen, newAfter);
  const { atEnd, seenUntil, lineAbove } = reading;
  useGestures(reading.scroller, screen);

  const rows = useRows({
    messages,
    own: view.own.value,
    notices: view.notices.value,
    doings: view.doings.value,
    you,
    ignored: chat.ignored.value,
    proposedName: chat.proposedName.value,
    newAfter: newAfter.after,
    fromStart: older === "none",
    toEnd: newer === "none",
  });
  const drawn = useMemo(() => rows.map((row) => <LogRow key={row.key} row={row} />), [rows]);

  const others = messages.filter((message) => message.sender.id !== you?.id);
  const waiting = others.filter(({ seq }) => seq > seenUntil.value).length;
  const loadedLine = (messages[0]?.seq ?? 0) <= newAfter.after || older === "none";
  const unread = loadedLine ? others.filter(({ seq }) => seq > newAfter.after).length : 0;
  const empty =
    rows.every(({ kind }) => kind === "coming" || kind === "done" || kind === "day") &&
    phase === "ready" &&
    older === "none";
  return (
    <>
      <PinsBar />
      {/* New messages are told by the Announcer: a live region here would tell the pages of history too. */}
      <div
        ref={reading.scroller}
        class={view.pins.value.length > 0 ? "log has-pins" : "log"}
        role="log"
        aria-live="off"
        aria-label={t.messages}
        aria-busy={phase === "loading" || older === "loading" || newer === "loading"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
        tabIndex={0}
        onScroll={reading.onScroll}
        onKeyDown={(event) => onLogKey(event, screen)}
        onContextMenu={(event) => onLogMenu(event, screen)}
        onClick={(event) => onLogClick(event, screen)}
      >
        <div ref={reading.content} class={`log-content ${messages.length > 0 && !empty ? "said-in" : ""}`}>
          {phase === "loading" && messages.length === 0 && <Skeleton />}
          {phase === "failed" && messages.length === 0 && <Failed />}
          {empty && <Empty />}
          {phase !== "loading" && messages.length > 0 && (
            <div class="log-edge">
              {older === "none" && <p>{keptLine(chat.house.value, view.state.value) || t.beginning}</p>}
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
          {drawn}
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
      <UnreadButton shown={lineAbove.value} unread={unread} jump={reading.toLine} />
      <JumpButton
        shown={!atEnd.value}
        waiting={newer === "none" ? waiting : view.unseen.value}
        jump={reading.toNewest}
      />
      <Announcer />
      <Overlays />
    </>
  );
}

/** The rows for what is shown; found out anew only when that is another. */
function useRows(shown: Shown): readonly Row[] {
  const kept = useRef<readonly Row[]>([]);
  return useMemo(() => {
    kept.current = keptRows(kept.current, rowsOf(shown));
    return kept.current;
  }, Object.values(shown));
}
