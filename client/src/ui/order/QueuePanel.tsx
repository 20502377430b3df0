import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { orderStrings } from "../../i18n/order";
import type { Told } from "../../state/api";
import { type HeldMessage, type MadeSanction, Order, type Report } from "../../state/order";
import { allowed } from "../../state/rights";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";
import { Panel, type PanelProps } from "../parts/Panel";
import { DecidedItem, SanctionItem } from "./DecidedItems";
import { changed } from "./done";
import { HeldItem, ReportItem } from "./QueueItems";
import { reasonFor } from "./reason";
import "./RoomDialog.css";
import "./QueuePanel.css";

const TABS = ["reports", "held", "sanctions", "done"] as const;
type Tab = (typeof TABS)[number];

interface Lists {
  reports: readonly Report[] | null;
  held: readonly HeldMessage[] | null;
  sanctions: readonly MadeSanction[] | null;
  done: readonly (Report | HeldMessage)[] | null;
}

/** What waits for moderators, and what they have decided: each thing with what can be done about it. */
export function QueuePanel({ chat, onPick }: PanelProps) {
  const t = orderStrings.value;
  const tab = useSignal<Tab>("reports");
  const lists = useSignal<Lists>({ reports: null, held: null, sanctions: null, done: null });
  const problem = useSignal("");
  const body = useRef<HTMLDivElement>(null);
  const { reports, held } = chat.queue.value;
  const offline = chat.connection.value.phase !== "online";
  useQueue(chat, tab.value, lists, problem);
  // One comes for what waits.
  useEffect(() => {
    if (chat.queue.peek().reports === 0 && chat.queue.peek().held > 0) tab.value = "held";
  }, []);
  const shown = lists.value[tab.value];
  const waits = tab.value === "reports" || tab.value === "held";
  const counts: Record<Tab, number> = { reports, held, sanctions: 0, done: 0 };
  return (
    <Panel title={t.queue} kind="queue-panel">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the list inside. */}
      <div class="queue" onKeyDown={(event) => onQueueKey(event, body.current)}>
        <div class="tabs" role="tablist" aria-label={t.queue}>
          {TABS.map((id, i) => (
            <button
              key={id}
              id={`queue-tab-${id}`}
              type="button"
              role="tab"
              class="tab"
              aria-selected={id === tab.value}
              aria-controls="queue-list"
              tabIndex={id === tab.value ? 0 : -1}
              onClick={() => {
                tab.value = id;
              }}
              onKeyDown={(event) => {
                const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
                const next = step === undefined ? undefined : TABS[(i + step + TABS.length) % TABS.length];
                if (next === undefined) return;
                tab.value = next;
                document.getElementById(`queue-tab-${next}`)?.focus();
              }}
            >
              {t.tabs[id]}
              {counts[id] > 0 && <span class="tab-count">{counts[id]}</span>}
            </button>
          ))}
        </div>
        <div
          ref={body}
          id="queue-list"
          class="panel-body"
          role="tabpanel"
          aria-labelledby={`queue-tab-${tab.value}`}
        >
          {problem.value !== "" && (
            <p class="panel-more" role="alert">
              {problem.value}
            </p>
          )}
          {shown === null && problem.value === "" && !offline && <p class="panel-more">{t.loading}</p>}
          {shown !== null && shown.length === 0 && (
            <div class="panel-note">
              <Icon name="shield" size={28} />
              <b>
                {
                  { reports: t.nothing, held: t.nothing, sanctions: t.noSanctions, done: t.noDecided }[
                    tab.value
                  ]
                }
              </b>
              {waits && <p>{t.nothingHint}</p>}
            </div>
          )}
          <ul>
            {tab.value === "reports" &&
              lists.value.reports?.map((report) => (
                <ReportItem key={report.id} chat={chat} report={report} onPick={onPick} />
              ))}
            {tab.value === "held" &&
              lists.value.held?.map((one) => (
                <HeldItem key={`${one.room}:${one.seq}`} chat={chat} held={one} onPick={onPick} />
              ))}
            {tab.value === "sanctions" &&
              lists.value.sanctions?.map((sanction) => (
                <SanctionItem key={sanction.id} chat={chat} sanction={sanction} />
              ))}
            {tab.value === "done" &&
              lists.value.done?.map((one) => (
                <DecidedItem
                  key={"made_by" in one ? one.id : `${one.room}:${one.seq}`}
                  chat={chat}
                  decided={one}
                  onPick={onPick}
                />
              ))}
          </ul>
          {shown !== null && shown.length > 1 && waits && <p class="panel-more queue-keys">{t.keys}</p>}
        </div>
      </div>
    </Panel>
  );
}

/** Loads the list that is looked at, again whenever the server says that something waits, or something was done. */
function useQueue(chat: Chat, tab: Tab, lists: Signal<Lists>, problem: Signal<string>): void {
  const { reports, held } = chat.queue.value;
  const online = chat.connection.value.phase === "online";
  useEffect(() => {
    if (!online) return;
    let asked = true;
    const order = new Order(chat.api);
    const take = <K extends Tab>(key: K, told: Told<NonNullable<Lists[K]>>): void => {
      if (!asked) return;
      problem.value = told.ok ? "" : reasonFor(told.code);
      if (told.ok) lists.value = { ...lists.peek(), [key]: told.value };
    };
    // Who keeps one room alone sees what is of that.
    const room = allowed(chat.role.peek(), "sanction") ? null : (chat.current.peek()?.room ?? null);
    if (tab === "reports") void order.reports("open").then((told) => take("reports", told));
    else if (tab === "held") void order.held().then((told) => take("held", told));
    else if (tab === "done") void decided(order).then((told) => take("done", told));
    else void order.sanctions(room).then((told) => take("sanctions", standing(told)));
    return () => {
      asked = false;
    };
  }, [tab, reports, held, online, changed.value, chat.current.value?.room]);
}

/** Verdicts that can be taken back, the last ones first. */
async function decided(order: Order): Promise<Told<(Report | HeldMessage)[]>> {
  const [reports, held] = await Promise.all([order.reports("done"), order.held("done")]);
  if (!reports.ok) return reports;
  if (!held.ok) return held;
  return { ok: true, value: [...reports.value, ...held.value].toSorted((a, b) => b.at - a.at) };
}

/** Those that hold still. */
function standing(told: Told<MadeSanction[]>): Told<MadeSanction[]> {
  if (!told.ok) return told;
  const now = Date.now();
  const holding = told.value.filter(
    ({ undone_at, until }) => (undone_at ?? null) === null && (until === null || until > now),
  );
  return { ok: true, value: holding.toSorted((a, b) => b.at - a.at) };
}

/** J and K go down and up; A and D press what accepts and what dismisses; Enter shows it in the room. */
function onQueueKey(event: KeyboardEvent, body: HTMLElement | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey || composing(event) || body === null) return;
  const items = [...body.querySelectorAll<HTMLElement>(".queue-item")];
  const active = document.activeElement;
  const at = items.findIndex((item) => item.contains(active));
  const key = event.key.toLowerCase();
  const step = { j: 1, arrowdown: 1, k: -1, arrowup: -1 }[key];
  if (step !== undefined && !(active?.getAttribute("role") === "tab" && key.startsWith("arrow"))) {
    const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return;
  }
  const item = items[at];
  const pressed = { a: "[data-accept]", d: "[data-dismiss]", enter: "[data-show]" }[key];
  if (!item || pressed === undefined || (key === "enter" && active !== item)) return;
  event.preventDefault();
  // What is dealt with goes: the focus stays in the list.
  const beside = items[at + 1] ?? items[at - 1];
  if (key !== "enter") beside?.focus();
  item.querySelector<HTMLElement>(pressed)?.click();
}
