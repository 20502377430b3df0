import { type Signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { OwnMessage } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { ErrorCode, Person } from "../../wire.gen";
import { useScreen } from "../parts/screen";
import "./Leaving.css";

/** So many of the messages that will be dropped are named. */
const NAMED = 3;

interface Props {
  you: Person;
  open: Signal<boolean>;
  done: () => void;
}

/** Asks whether one really wants to leave one's name, and says what becomes of everything. */
export function Leaving({ you, open, done }: Props) {
  const { chat } = useScreen();
  const t = strings.value;
  const w = words.value.leaving;
  // Who has an account can come back; a guest cannot.
  const guest = chat.role.value === "guest";
  const dialog = useRef<HTMLDialogElement>(null);
  const problem = useSignal<ErrorCode | "offline" | null>(null);
  const busy = useSignal(false);
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);

  const close = (): void => {
    // The field takes the focus only when nothing stands before it.
    dialog.current?.close();
    open.value = false;
    done();
  };
  const leave = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    problem.value = await chat.signOut();
    busy.value = false;
    if (problem.value === null) close();
  };
  return (
    <dialog
      ref={dialog}
      class="leaving"
      aria-labelledby="leaving-title"
      aria-describedby="leaving-text"
      onClose={close}
    >
      <h2 id="leaving-title">{(guest ? w.leaveTitle : w.signOutTitle)(isolate(you.name))}</h2>
      <p id="leaving-text">{guest ? w.leaveText : w.signOutText}</p>
      <Unsent messages={chat.unsent.value} />
      <p class="leaving-problem" role="alert">
        {problem.value !== null && (problem.value === "offline" ? w.leaveOffline : t.errors[problem.value])}
      </p>
      <div class="leaving-actions">
        <button type="button" class="leaving-stay" onClick={close}>
          {w.stay}
        </button>
        <button type="button" class="leaving-go" aria-disabled={busy.value} onClick={() => void leave()}>
          {guest ? w.leave : t.signOut}
        </button>
      </div>
    </dialog>
  );
}

function Unsent({ messages }: { messages: readonly OwnMessage[] }) {
  const w = words.value.leaving;
  if (messages.length === 0) return null;
  const more = messages.length - NAMED;
  return (
    <div class="leaving-unsent">
      <p>{w.leaveUnsent(messages.length)}</p>
      <ul>
        {messages.slice(0, NAMED).map(({ key, body }) => (
          <li key={key}>
            <bdi class="unsent-text one-line">{body}</bdi>
          </li>
        ))}
        {more > 0 && <li>{w.andMore(more)}</li>}
      </ul>
    </div>
  );
}
