import { effect, signal } from "@preact/signals";
import type { Call, Chat } from "../../contract";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { excerptOf } from "../log/excerpt";
import { notifying, prefer, sound } from "../parts/preferences";
import { goTo, hrefOf } from "../parts/route";
import { pageHidden } from "../parts/visibility";
import { roomTitle } from "../rail/room-title";

export type Permission = "default" | "granted" | "denied" | "none" | "insecure";

export const permission = signal<Permission>(permitted());

function permitted(): Permission {
  if (typeof window === "undefined") return "none";
  if (!window.isSecureContext) return "insecure";
  return "Notification" in window ? Notification.permission : "none";
}

/** Fetched with the first sound: most people have them off. */
const play = (tune: "call" | "message"): Promise<void> =>
  import("./sounds").then(
    (sounds) => sounds.play(tune),
    () => {},
  );

/** Asks the browser, and turns notifications on if it agrees. To be called from a click alone. */
export async function askToNotify(): Promise<void> {
  if (permission.peek() === "default") permission.value = await Notification.requestPermission();
  if (permission.peek() === "granted") prefer(notifying, "on");
}

/** Whether a call is told by the browser: what one looks at needs no telling. */
export function tells(call: Call, notify: string | undefined, hidden: boolean): boolean {
  return hidden && notify !== "none" && call.reason !== "message";
}

/** Whether a call sounds, and as what. `open`: its room is on the screen, and somebody looks at it. */
export function soundOf(call: Call, chosen: string, open: boolean): "call" | "message" | null {
  if (chosen === "off" || open) return null;
  if (call.reason !== "message") return "call";
  return chosen === "all" ? "message" : null;
}

/**
 * A tab out of sight waits this long, and up to as long again (milliseconds): one that is in view, or was
 * quicker, has told of it then, and says so.
 */
const ELSEWHERE_MS = 120;
/** What is said in the open room waits until what calls one had its turn: one sound for both. */
const AFTER_CALLS_MS = 500;

/** Tells of what calls oneself while the page is open: by sound, and by the browser. */
export function followCalls(chat: Chat): () => void {
  const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("teahouse.told");
  const elsewhere = new Set<string>();
  if (tabs)
    tabs.onmessage = ({ data }) => {
      if (elsewhere.size > 100) elsewhere.clear();
      elsewhere.add(String(data));
    };
  const tell = async (call: Call): Promise<void> => {
    const { room, seq } = call.message;
    const place = hrefOf(room, seq);
    if (pageHidden.peek()) await after(ELSEWHERE_MS * (1 + Math.random()));
    if (pageHidden.peek() && elsewhere.delete(place)) return;
    tabs?.postMessage(place);
    const looking = !pageHidden.peek() && chat.current.peek()?.room === room;
    const tune = soundOf(call, sound.peek(), looking);
    if (tune) void play(tune);
    const notify = chat.rooms.peek().find(({ id }) => id === room)?.notify;
    const wanted = notifying.peek() === "on" && permission.peek() === "granted";
    if (wanted && tells(call, notify, pageHidden.peek())) await notifyOf(chat, call, place);
  };
  const calls = effect(() => {
    const call = chat.called.value;
    if (call) void tell(call);
  });
  const room = effect(() => {
    const view = chat.current.value;
    const last = view?.messages.value.at(-1);
    const before = heard;
    heard = view && last ? { opening: `${view.room}:${view.openings.value}`, seq: last.seq } : null;
    const came = last && before?.opening === heard?.opening && last.seq > (before?.seq ?? 0);
    if (!came || !pageHidden.peek() || sound.peek() !== "all") return;
    if (last.sender.id === chat.you.peek()?.id || chat.ignored.peek().has(last.sender.id)) return;
    if (chat.rooms.peek().find(({ id }) => id === last.room)?.notify === "none") return;
    void after(AFTER_CALLS_MS).then(() => play("message"));
  });
  return () => {
    calls();
    room();
    tabs?.close();
  };
}

let heard: { opening: string; seq: number } | null = null;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function notifyOf(chat: Chat, call: Call, place: string): Promise<void> {
  const { message } = call;
  const t = strings.peek().shell;
  const room = chat.rooms.peek().find(({ id }) => id === message.room) ?? null;
  const name = message.sender.name;
  const title =
    call.reason === "whisper"
      ? t.whisperedBy(isolate(name))
      : call.reason === "direct"
        ? name
        : t.calledBy(isolate(name), isolate(roomTitle(room)));
  // The same tag in several tabs is one notification. The sound is ours.
  const options = { body: excerptOf(message), tag: `teahouse${place}`, silent: true, data: { place } };
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      goTo(chat, message.room, message.seq);
      shown.close();
    };
  } catch {
    // Chrome on Android has notifications of service workers alone.
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(title, options);
  }
}
