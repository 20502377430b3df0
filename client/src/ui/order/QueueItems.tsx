import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import type { Chat } from "../../contract";
import { dayOf, isolate, timeOf } from "../../i18n/format";
import { orderStrings } from "../../i18n/order";
import type { Told } from "../../state/api";
import { messageOf } from "../../state/message";
import { type HeldMessage, Order, type Report } from "../../state/order";
import type { MessageCreated, Person } from "../../wire.gen";
import { dialog } from "../app/stage";
import { excerptOf } from "../log/excerpt";
import { Avatar } from "../parts/Avatar";
import { today } from "../parts/clock";
import { Icon } from "../parts/Icon";
import { goTo } from "../parts/route";
import { roomTitle } from "../rail/room-title";
import { changed, tellDone } from "./done";
import { reasonFor } from "./reason";
import "../parts/Dialog.css";

/** So much of a message is shown. */
const EXCERPT = 600;

/** A message that somebody reported, in a few words; it is dealt with here or in its room. */
export function ReportItem({ chat, report, onPick }: { chat: Chat; report: Report; onPick: () => void }) {
  const t = orderStrings.value;
  const { busy, problem, doing } = useDoing();
  const person = whoOf(chat, report.person);
  const by = whoOf(chat, report.made_by);
  const message = report.message ?? null;
  return (
    <Item
      chat={chat}
      person={person}
      room={report.room}
      message={message}
      problem={problem.value}
      why={
        <>
          <Icon name="flag" size={14} />
          <bdi>{report.reason}</bdi>
          <span class="order-note">{t.reportedBy(isolate(by.name), whenOf(report.at))}</span>
        </>
      }
    >
      <button
        type="button"
        class="plain-button"
        data-accept
        onClick={() => {
          const { room, id } = report;
          const said = message === null ? {} : { message: messageOf(message) };
          dialog.value = { kind: "moderate", person, room, report: id, ...said };
        }}
      >
        {t.act}
      </button>
      <button
        type="button"
        class="plain-button"
        data-dismiss
        aria-disabled={busy.value}
        onClick={() => {
          const order = new Order(chat.api);
          const back = () => order.reopenReport(report.id);
          void doing(() => order.settle(report.id, "dismissed"), t.settled, back);
        }}
      >
        {t.dismiss}
      </button>
      <Show chat={chat} room={report.room} seq={report.seq} onPick={onPick} />
    </Item>
  );
}

/** A message that only its author sees, until it is approved. */
export function HeldItem({ chat, held, onPick }: { chat: Chat; held: HeldMessage; onPick: () => void }) {
  const t = orderStrings.value;
  const { busy, problem, doing } = useDoing();
  const judge = (approve: boolean): void => {
    const order = new Order(chat.api);
    const back = approve ? undefined : () => order.reopenHeld(held);
    void doing(() => order.judge(held, approve), approve ? t.approved : t.settled, back);
  };
  const why = held.why in t.whys ? t.whys[held.why as keyof typeof t.whys] : "";
  return (
    <Item
      chat={chat}
      person={held.message.sender}
      room={held.room}
      message={held.message}
      problem={problem.value}
      why={
        <>
          <Icon name="clock" size={14} />
          <span>{why}</span>
          <span class="order-note">{whenOf(held.at)}</span>
        </>
      }
    >
      <button
        type="button"
        class="plain-button"
        data-accept
        aria-disabled={busy.value}
        onClick={() => judge(true)}
      >
        {t.approve}
      </button>
      <button
        type="button"
        class="plain-button grave"
        data-dismiss
        aria-disabled={busy.value}
        onClick={() => judge(false)}
      >
        {t.reject}
      </button>
      <Show chat={chat} room={held.room} seq={held.seq} onPick={onPick} />
    </Item>
  );
}

interface ItemProps {
  chat: Chat;
  person: Person;
  room: number;
  message: MessageCreated | null;
  why: ComponentChildren;
  problem: string;
  item?: RefObject<HTMLLIElement | null>;
  children: ComponentChildren;
}

/** What somebody said, why it is here, and what can be done. */
export function Item({ chat, person, room, message, why, problem, item, children }: ItemProps) {
  const t = orderStrings.value;
  const where = roomTitle(chat.rooms.value.find(({ id }) => id === room) ?? null);
  const text = message === null || message.body === null ? null : excerptOf(messageOf(message), EXCERPT);
  return (
    <li
      ref={item ?? null}
      class="queue-item"
      tabIndex={-1}
      aria-label={t.saidBy(isolate(person.name), isolate(where))}
    >
      <div class="queue-head">
        <Avatar person={person} small />
        <bdi class="queue-name one-line">{person.name}</bdi>
        <bdi class="order-note one-line">{where}</bdi>
      </div>
      <p class={`queue-text ${text === null ? "gone" : ""}`}>{text === null ? t.gone : <bdi>{text}</bdi>}</p>
      <p class="queue-why">{why}</p>
      {problem !== "" && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="queue-deeds">{children}</div>
    </li>
  );
}

/** Shows it where it was said. */
export function Show({
  chat,
  room,
  seq,
  onPick,
}: {
  chat: Chat;
  room: number;
  seq: number;
  onPick: () => void;
}) {
  return (
    <button
      type="button"
      class="plain-button"
      data-show
      onClick={() => {
        onPick();
        goTo(chat, room, seq);
      }}
    >
      {orderStrings.value.show}
    </button>
  );
}

/** One thing done at a time; it is told with the way back, if there is one. */
export function useDoing() {
  const busy = useSignal(false);
  const problem = useSignal("");
  const doing = async (
    act: () => Promise<Told<unknown>>,
    text: string,
    undo?: () => Promise<Told<unknown>>,
  ): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    const told = await act();
    busy.value = false;
    // Another moderator was quicker: it is dealt with all the same.
    if (!told.ok && told.code !== "not_found") problem.value = reasonFor(told.code);
    else tellDone({ text, ...(told.ok && undo && { undo }) });
    changed.value += 1;
  };
  return { busy, problem, doing };
}

/** A person, or who is known by an id alone. */
export function whoOf(chat: Chat, who: Person | number | null): Person {
  if (typeof who === "number") return { id: who, name: chat.nameOf(who).value };
  return who ?? { id: 0, name: "" };
}

/** Of today the time alone. */
export function whenOf(at: number): string {
  return today.value <= at ? timeOf(at) : `${dayOf(at, today.value)} ${timeOf(at)}`;
}
