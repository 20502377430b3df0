import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Chat, Hits } from "../../contract";
import { findWords } from "../../i18n/find";
import { strings } from "../../i18n/language";
import { searchFocus, sought } from "../app/stage";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";
import { Panel, type PanelProps } from "../parts/Panel";
import { Filters } from "./Filters";
import { Hit, Waiting } from "./Hit";
import { type Phrase, read } from "./search-query";
import "./SearchPanel.css";

/** Typing has come to rest after so long. */
const REST_MS = 250;
/** The next page is asked for when so little is left below. */
const PREFETCH_PX = 400;
/** The server counts no further. */
const MOST = 1_000;

/** Looks for messages everywhere one may read; what was found stays while one goes there and comes back. */
export function SearchPanel({ chat, onPick }: PanelProps) {
  const t = strings.value.shell;
  const w = findWords.strings.value;
  const field = useRef<HTMLInputElement>(null);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hits = chat.hits.value;
  const text = sought.value;
  const offline = chat.connection.value.phase !== "online";
  const turn = searchFocus.value;
  const { phrases } = useMemo(() => read(hits?.query ?? ""), [hits?.query]);

  const search = (): void => {
    clearTimeout(resting.current);
    const query = sought.peek().trim();
    if (query !== (chat.hits.peek()?.query ?? "")) chat.search(query);
  };
  const take = (): void => {
    const { current } = field;
    if (!current || current === document.activeElement) return;
    current.focus({ preventScroll: true });
    current.setSelectionRange(current.value.length, current.value.length);
  };
  // At once, because somebody types on; and again once the drawer that it may stand in is open.
  useLayoutEffect(take, [turn]);
  useEffect(() => {
    take();
    search();
  }, [turn]);
  useEffect(() => {
    if (!offline && hits?.state === "failed") again(chat, hits);
  }, [offline]);
  useEffect(() => () => clearTimeout(resting.current), []);

  const change = (query: string, at = query.length): void => {
    sought.value = query;
    search();
    const { current } = field;
    if (!current) return;
    current.value = query;
    current.focus();
    current.setSelectionRange(at, query.length);
  };
  return (
    <Panel title={t.search} kind="search-panel">
      <search class="search-top">
        <div class="search-box">
          <Icon name="search" size={18} />
          <input
            ref={field}
            type="search"
            class="search-field"
            value={text}
            placeholder={w.searchField}
            aria-label={w.searchField}
            autocomplete="off"
            spellcheck={false}
            enterkeyhint="search"
            onInput={(event) => {
              sought.value = event.currentTarget.value;
              clearTimeout(resting.current);
              // Half a syllable of an input method is no word yet.
              if (!event.isComposing) resting.current = setTimeout(search, REST_MS);
            }}
            onCompositionEnd={() => {
              resting.current = setTimeout(search, REST_MS);
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !composing(event)) search();
            }}
          />
          {text !== "" && (
            <button
              type="button"
              class="icon-button search-clear"
              aria-label={w.clear}
              title={w.clear}
              onClick={() => change("")}
            >
              <Icon name="close" size={16} />
            </button>
          )}
        </div>
        <Filters chat={chat} query={text} change={change} />
      </search>
      <p class="search-count" role="status">
        {hits && countOf(hits, offline)}
      </p>
      <div
        class="panel-body"
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          if (scrollHeight - scrollTop - clientHeight < PREFETCH_PX && hits?.state === "ready")
            chat.moreHits();
        }}
      >
        {hits ? (
          <Found chat={chat} hits={hits} phrases={phrases} offline={offline} onPick={onPick} />
        ) : (
          <Help change={change} />
        )}
      </div>
    </Panel>
  );
}

function again(chat: Chat, hits: Hits): void {
  if (hits.messages.length > 0) chat.moreHits();
  else chat.search(hits.query);
}

function countOf(hits: Hits, offline: boolean): string {
  const w = findWords.strings.value;
  if (hits.messages.length === 0 && hits.state === "loading") return offline ? "" : w.searching;
  if (hits.count === 0) return "";
  return hits.count >= MOST
    ? w.foundMany(`${MOST.toLocaleString(strings.value.locale)}+`)
    : w.found(hits.count);
}

interface FoundProps extends PanelProps {
  hits: Hits;
  phrases: readonly Phrase[];
  offline: boolean;
}

function Found({ chat, hits, phrases, offline, onPick }: FoundProps) {
  const w = findWords.strings.value;
  const { messages, state } = hits;
  if (messages.length === 0 && state === "ready")
    return (
      <div class="panel-note">
        <Icon name="search" size={28} />
        <b>{w.noHits}</b>
        <p>{w.noHitsHint}</p>
      </div>
    );
  if (messages.length === 0 && (offline || state === "failed"))
    return (
      <div class="panel-note" role="alert">
        <Icon name="alert" size={28} />
        <p>{offline ? w.searchOffline : w.searchFailed}</p>
        {!offline && (
          <button type="button" class="plain-button" onClick={() => again(chat, hits)}>
            {strings.value.again}
          </button>
        )}
      </div>
    );
  if (messages.length === 0) return <Waiting />;
  return (
    <>
      <ul>
        {messages.map((message) => (
          <Hit
            key={`${message.room}:${message.seq}`}
            chat={chat}
            message={message}
            phrases={phrases}
            onPick={onPick}
          />
        ))}
      </ul>
      {hits.more && (
        <p class="panel-more">
          {state === "failed" ? (
            <>
              {offline ? w.searchOffline : w.moreFailed}{" "}
              <button type="button" class="plain-button" onClick={() => again(chat, hits)}>
                {strings.value.again}
              </button>
            </>
          ) : (
            state === "loading" && w.searching
          )}
        </p>
      )}
    </>
  );
}

/** What can be typed; an example is typed by a press. */
function Help({ change }: { change: (query: string) => void }) {
  const w = findWords.strings.value;
  return (
    <div class="search-help">
      <p>{w.searchIntro}</p>
      <ul>
        {w.examples.map(([query, what]) => (
          <li key={query}>
            <button type="button" class="search-example" onClick={() => change(query)}>
              <code>{query}</code>
              <span>{what}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
