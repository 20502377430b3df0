import { useEffect, useRef } from "preact/hooks";
import type { Message } from "../../contract";
import { findWords } from "../../i18n/find";
import { strings } from "../../i18n/language";
import { callsOf } from "../app/badge";
import { Icon } from "../parts/Icon";
import { Panel, type PanelProps } from "../parts/Panel";
import { Hit, Waiting } from "./Hit";

const PREFETCH_PX = 400;

/** Everything that called one, newest first; the unread ones are marked. */
export function MentionsPanel({ chat, onPick }: PanelProps) {
  const t = strings.value.shell;
  const w = findWords.strings.value;
  const hits = chat.mentions.value;
  const rooms = chat.rooms.value;
  const offline = chat.connection.value.phase !== "online";
  const called = chat.called.value;
  useEffect(() => {
    if (!offline) chat.loadMentions();
  }, [called, offline]);
  const isUnread = ({ room, seq }: Message): boolean =>
    seq > (rooms.find(({ id }) => id === room)?.read ?? seq);
  // While the list is loaded anew, what was there stays.
  const shown = useRef<readonly Message[]>([]);
  if (hits && (hits.messages.length > 0 || hits.state === "ready")) shown.current = hits.messages;
  const messages = shown.current;
  return (
    <Panel
      title={t.mentions}
      kind="mentions-panel"
      tool={
        callsOf(rooms) > 0 && (
          <button type="button" class="plain-button" onClick={() => chat.markAllRead()}>
            {w.allRead}
          </button>
        )
      }
    >
      <div
        class="panel-body"
        aria-busy={hits?.state === "loading"}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          if (scrollHeight - scrollTop - clientHeight < PREFETCH_PX && hits?.state === "ready")
            chat.moreMentions();
        }}
      >
        <ul>
          {messages.map((message) => (
            <Hit
              key={`${message.room}:${message.seq}`}
              chat={chat}
              message={message}
              phrases={[]}
              unread={isUnread(message)}
              tool={<Turn unread={isUnread(message)} turn={() => turn(message)} />}
              onPick={onPick}
            />
          ))}
        </ul>
        {messages.length === 0 && hits?.state === "ready" && (
          <div class="panel-note">
            <Icon name="bell" size={28} />
            <b>{w.noMentions}</b>
            <p>{w.noMentionsHint}</p>
          </div>
        )}
        {messages.length === 0 && hits?.state !== "ready" && !offline && hits?.state !== "failed" && (
          <Waiting />
        )}
        {(hits?.state === "failed" || (offline && messages.length === 0)) && (
          <div class="panel-note" role="alert">
            <p>{offline ? w.searchOffline : w.moreFailed}</p>
            {!offline && (
              <button type="button" class="plain-button" onClick={() => retry(messages.length)}>
                {strings.value.again}
              </button>
            )}
          </div>
        )}
      </div>
    </Panel>
  );

  function turn(message: Message): void {
    if (isUnread(message)) chat.markRead(message.seq, message.room);
    else void chat.markUnread(message.seq, message.room);
  }

  function retry(known: number): void {
    if (known > 0) chat.moreMentions();
    else chat.loadMentions();
  }
}

function Turn({ unread, turn }: { unread: boolean; turn: () => void }) {
  const w = findWords.strings.value;
  const label = unread ? w.markRead : w.markUnread;
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={turn}>
      <Icon name={unread ? "check" : "unread"} size={17} />
    </button>
  );
}
