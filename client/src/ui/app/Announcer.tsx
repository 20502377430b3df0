import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../contract";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { isGone } from "../log/actions";
import { excerptOf } from "../log/excerpt";
import { noted } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import { News } from "./announce";

/** A line is gone after this long: who comes upon this place later is not to hear old news. */
const KEPT_MS = 10_000;
/** Messages that come within this time of each other are told together. */
const TOGETHER_MS = 700;

/** Tells new messages to those who hear the page: each once, and no history. */
export function Announcer() {
  const { chat, view } = useScreen();
  const [lines, setLines] = useState<readonly string[]>([]);
  const here = useRef<readonly number[]>([]);
  const news = useRef<News | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const told = useRef(0);
  const who = useRef<number | null>(null);

  useSignalEffect(() => {
    news.current ??= new News();
    const due = news.current.look({
      opening: view.openings.value,
      messages: view.messages.value,
      toEnd: view.newer.value === "none" && view.phase.value === "ready",
      me: chat.you.value?.id ?? null,
      ignored: chat.ignored.value,
    });
    if (!due || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const found = news.current?.take() ?? { told: [], more: 0 };
      const gone = view.messages.peek().filter(isGone);
      const still = found.told.filter(({ seq }) => gone.every((each) => each.seq !== seq));
      const texts = still.map(textOf);
      here.current = still.map(({ seq }) => seq);
      setLines(found.more > 0 ? [...texts, strings.peek().talk.moreSaid(found.more)] : texts);
    }, TOGETHER_MS);
  });
  useSignalEffect(() => {
    // What was taken back stands nowhere any more.
    const gone = view.messages.value.some((each) => here.current.includes(each.seq) && isGone(each));
    if (!gone) return;
    here.current = [];
    setLines([]);
  });
  useSignalEffect(() => {
    // Whoever left leaves nothing that could be heard.
    const now = chat.you.value?.id ?? null;
    if (who.current !== null && now !== who.current) {
      clearTimeout(timer.current);
      timer.current = undefined;
      news.current?.take();
      here.current = [];
      setLines([]);
    }
    who.current = now;
  });
  useEffect(() => {
    if (lines.length === 0) return;
    const later = setTimeout(() => setLines([]), KEPT_MS);
    return () => clearTimeout(later);
  }, [lines]);
  useSignalEffect(() => {
    // While one reads the past, new messages are only counted.
    const unseen = view.unseen.value;
    if (unseen > told.current) setLines([strings.peek().newMessages(unseen)]);
    told.current = unseen;
  });
  useSignalEffect(() => {
    if (noted.value) setLines([noted.value.text]);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div class="unseen" role="status" aria-live="polite" aria-atomic="true">
      {lines.map((line, i) => (
        <p key={i}>{line}</p>
      ))}
    </div>
  );
}

function textOf(message: Message): string {
  const t = strings.peek().talk;
  const name = isolate(message.sender.name);
  const text = excerptOf(message);
  if (message.action) return t.acted(name, text);
  return message.to ? t.whispered(name, text) : t.said(name, text);
}
