import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { dateAndTime, isolate } from "../../i18n/format";
import { orderStrings } from "../../i18n/order";
import { type HeldMessage, type MadeSanction, Order, type Report } from "../../state/order";
import { Avatar } from "../parts/Avatar";
import { Icon } from "../parts/Icon";
import { ReasonForm } from "../parts/ReasonForm";
import { roomTitle } from "../rail/room-title";
import { Item, Show, useDoing, whenOf, whoOf } from "./QueueItems";

/** What holds for somebody, and the way back. */
export function SanctionItem({ chat, sanction }: { chat: Chat; sanction: MadeSanction }) {
  const t = orderStrings.value;
  const { busy, problem, doing } = useDoing();
  const person = whoOf(chat, sanction.person);
  const by = whoOf(chat, sanction.made_by);
  const kind = sanction.kind in t.kinds ? t.kinds[sanction.kind as keyof typeof t.kinds] : sanction.kind;
  const asking = useSignal(false);
  const item = useRef<HTMLLIElement>(null);
  const room = chat.rooms.value.find(({ id }) => id === sanction.room) ?? null;
  return (
    <li ref={item} class="queue-item" tabIndex={-1}>
      <div class="queue-head">
        <Avatar person={person} small />
        <bdi class="queue-name one-line">{person.name}</bdi>
        <span class="queue-kind">{kind}</span>
      </div>
      <p class="queue-why">
        <bdi>{sanction.room === null ? t.elsewhere : roomTitle(room)}</bdi>
        {sanction.network && <span>{t.network}</span>}
        <span>{sanction.until === null ? t.untilGood : t.until(dateAndTime(sanction.until))}</span>
      </p>
      {sanction.reason && (
        <p class="queue-text">
          <bdi>{sanction.reason}</bdi>
        </p>
      )}
      <p class="order-note">{t.sanctionBy(isolate(by.name), whenOf(sanction.at))}</p>
      <p class="form-problem" role="alert">
        {problem.value}
      </p>
      <div class="queue-deeds">
        <Asking
          label={t.undo}
          spoken={t.undoOf(isolate(person.name))}
          asking={asking}
          item={item}
          busy={busy.value}
          act={(reason) => doing(() => new Order(chat.api).undo(sanction.id, reason), t.undone)}
        />
      </div>
    </li>
  );
}

interface DecidedProps {
  chat: Chat;
  decided: Report | HeldMessage;
  onPick: () => void;
}

/** A report that was decided, or a held message that was refused: it can be put back for as long as it is there. */
export function DecidedItem({ chat, decided, onPick }: DecidedProps) {
  const t = orderStrings.value;
  const { busy, problem, doing } = useDoing();
  const asking = useSignal(false);
  const item = useRef<HTMLLIElement>(null);
  const message = decided.message ?? null;
  const verdict = decided.verdict ?? "";
  const report = "made_by" in decided ? decided : null;
  const back = (reason: string) => {
    const order = new Order(chat.api);
    return report ? order.reopenReport(report.id, reason) : order.reopenHeld(decided, reason);
  };
  return (
    <Item
      chat={chat}
      person={whoOf(chat, report ? report.person : (message?.sender ?? null))}
      room={decided.room}
      message={message}
      problem={problem.value}
      item={item}
      why={
        <>
          <Icon name={report ? "flag" : "clock"} size={14} />
          <span>{verdict in t.verdicts ? t.verdicts[verdict as keyof typeof t.verdicts] : verdict}</span>
          {report && <bdi>{report.reason}</bdi>}
          <span class="order-note">{whenOf(decided.at)}</span>
        </>
      }
    >
      <Asking
        label={t.reopen}
        asking={asking}
        item={item}
        busy={busy.value}
        act={(reason) => doing(() => back(reason), t.reopened)}
      >
        <Show chat={chat} room={decided.room} seq={decided.seq} onPick={onPick} />
      </Asking>
    </Item>
  );
}

interface AskingProps {
  label: string;
  spoken?: string;
  asking: Signal<boolean>;
  item: RefObject<HTMLLIElement | null>;
  busy: boolean;
  act: (reason: string) => Promise<void>;
  children?: ComponentChildren;
}

/** A button that asks why before it does something. */
function Asking({ label, spoken, asking, item, busy, act, children }: AskingProps) {
  const t = orderStrings.value;
  if (!asking.value)
    return (
      <>
        <button
          type="button"
          class="plain-button"
          data-dismiss
          aria-label={spoken}
          onClick={() => {
            asking.value = true;
          }}
        >
          {label}
        </button>
        {children}
      </>
    );
  const close = (): void => {
    asking.value = false;
    item.current?.focus();
  };
  return (
    <ReasonForm
      label={t.whyUndone}
      confirm={label}
      busy={busy}
      close={close}
      act={(reason) => {
        // What is dealt with goes: the focus stays in the list.
        const beside = item.current?.nextElementSibling ?? item.current?.previousElementSibling;
        void act(reason).then(() => {
          close();
          if (beside instanceof HTMLElement) beside.focus();
        });
      }}
    />
  );
}
