import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Chat } from "../../contract";
import { dateAndTime, dayOf, isolate, timeOf } from "../../i18n/format";
import { orderStrings } from "../../i18n/order";
import type { Told } from "../../state/api";
import { messageOf } from "../../state/message";
import { type HeldMessage, type MadeSanction, Order, type Report } from "../../state/order";
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
        onClick={() => void doing(() => new Order(chat.api).settle(report.id, "dismissed"), t.settled)}
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
  const judge = (approve: boolean): void =>
    void doing(() => new Order(chat.api).judge(held, approve), t.settled);
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

/** What holds for somebody, and the way back. */
export function SanctionItem({ chat, sanction }: { chat: Chat; sanction: MadeSanction }) {
  const t = orderStrings.value;
  const { busy, problem, doing } = useDoing();
  const person = whoOf(chat, sanction.person);
  const by = whoOf(chat, sanction.made_by);
  const kind = sanction.kind in t.kinds ? t.kinds[sanction.kind as keyof typeof t.kinds] : sanction.kind;
  const room = chat.rooms.value.find(({ id }) => id === sanction.room) ?? null;
  return (
    <li class="queue-item" tabIndex={-1}>
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
        <button
          type="button"
          class="plain-button"
          data-dismiss
          aria-label={t.undoOf(isolate(person.name))}
          aria-disabled={busy.value}
          onClick={() => void doing(() => new Order(chat.api).undo(sanction.id), t.undone)}
        >
          {t.undo}
        </button>
      </div>
    </li>
  );
}

interface ItemProps {
  chat: Chat;
  person: Person;
  room: number;
  message: MessageCreated | null;
  why: ComponentChildren;
  problem: string;
  children: ComponentChildren;
}

function Item({ chat, person, room, message, why, problem, children }: ItemProps) {
  const t = orderStrings.value;
  const where = roomTitle(chat.rooms.value.find(({ id }) => id === room) ?? null);
  const text = message === null || message.body === null ? null : excerptOf(messageOf(message), EXCERPT);
  return (
    <li class="queue-item" tabIndex={-1} aria-label={t.saidBy(isolate(person.name), isolate(where))}>
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
function Show({ chat, room, seq, onPick }: { chat: Chat; room: number; seq: number; onPick: () => void }) {
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

function useDoing() {
  const busy = useSignal(false);
  const problem = useSignal("");
  const doing = async (act: () => Promise<Told<unknown>>, text: string): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    const told = await act();
    busy.value = false;
    // Another moderator was quicker: it is dealt with all the same.
    if (!told.ok && told.code !== "not_found") problem.value = reasonFor(told.code);
    else tellDone({ text });
    changed.value += 1;
  };
  return { busy, problem, doing };
}

/** A person, or who is known by an id alone. */
function whoOf(chat: Chat, who: Person | number | null): Person {
  if (typeof who === "number") return { id: who, name: chat.nameOf(who).value };
  return who ?? { id: 0, name: "" };
}

function whenOf(at: number): string {
  return today.value <= at ? timeOf(at) : `${dayOf(at, today.value)} ${timeOf(at)}`;
}
