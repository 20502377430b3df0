import { composing } from "../parts/keys";
import { show, spotAt, spotOf } from "../parts/overlay";
import { placeWithin } from "../parts/permalink";
import type { Screen } from "../parts/screen";
import { actionsOf, canReact } from "./actions";
import { circumstances, perform } from "./deeds";
import { openMenu } from "./open-menu";

/** The messages that can take the focus, top down. */
const messagesIn = (log: HTMLElement): HTMLElement[] => [...log.querySelectorAll<HTMLElement>("[data-seq]")];

/** The message that an event happened in, and its element. */
export function messageAt({ view }: Screen, target: EventTarget | null) {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-seq]") : null;
  const seq = Number(element?.dataset["seq"]);
  const message = element && view.messages.peek().find((each) => each.seq === seq);
  return message && element ? { element, message } : null;
}

/** Keys of the log: arrows go from message to message, letters do the quickest of what can be done. */
export function onLogKey(event: KeyboardEvent & { currentTarget: HTMLElement }, screen: Screen): void {
  if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const log = event.currentTarget;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return;
  if (target === log || target.matches("[data-seq]")) {
    const next = nextFor(event.key, log, target);
    if (next) {
      event.preventDefault();
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
      return;
    }
  }
  if (event.key === "Escape" && log.contains(target)) {
    event.preventDefault();
    screen.compose.focus.value += 1;
    return;
  }
  if (!target.matches("[data-seq]")) return;
  const found = messageAt(screen, target);
  if (!found || !deed(event.key, found, screen)) return;
  event.preventDefault();
}

function nextFor(key: string, log: HTMLElement, from: HTMLElement): HTMLElement | undefined {
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const all = messagesIn(log);
  if (from !== log) return all[all.indexOf(from) + (key === "ArrowUp" ? -1 : 1)];
  const { top, bottom } = log.getBoundingClientRect();
  const seen = all.filter((element) => {
    const rect = element.getBoundingClientRect();
    return rect.bottom > top && rect.top < bottom;
  });
  return key === "ArrowUp" ? seen.at(-1) : seen[0];
}

type Found = NonNullable<ReturnType<typeof messageAt>>;

/** True when the key meant something. */
function deed(key: string, { element, message }: Found, screen: Screen): boolean {
  const now = circumstances(screen);
  switch (key) {
    case "Enter":
    case " ":
      openMenu(message, spotOf(element), element);
      return true;
    case "r":
    case "R":
      perform(screen, message, "reply");
      return true;
    case "e":
    case "E":
      if (!actionsOf(message, now).includes("edit")) return false;
      perform(screen, message, "edit");
      return true;
    case "+":
      if (!canReact(message, now)) return false;
      show({ kind: "react", message, at: spotOf(element) }, element);
      return true;
    default:
      return false;
  }
}

/** The menu by a right click, and by the menu key, which comes as the same event without a pointer. */
export function onLogMenu(event: MouseEvent & { currentTarget: HTMLElement }, screen: Screen): void {
  const found = messageAt(screen, event.target);
  if (!found) return;
  const { pointerType } = event as Partial<PointerEvent>;
  if (pointerType === "touch") {
    // The long press opens the menu itself (use-gestures.ts), and this must not do so again.
    event.preventDefault();
    return;
  }
  // What the browser offers for a link or a picture, or for text that is selected, is what is wanted there.
  const selected = getSelection();
  const within = selected && !selected.isCollapsed && selected.containsNode(found.element, true);
  if (event.shiftKey && event.button === 2) return;
  if (within || (event.target instanceof Element && event.target.closest("a, img, video, audio"))) return;
  event.preventDefault();
  const byKey = event.button !== 2;
  openMenu(
    found.message,
    byKey ? spotOf(found.element) : spotAt(event.clientX, event.clientY),
    byKey ? found.element : document.activeElement,
  );
}

/** A link to a message of this place is followed here, without another tab. */
export function onLogClick(event: MouseEvent, { chat }: Screen): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const place = link && placeWithin(link.href, location.href);
  if (!place) return;
  event.preventDefault();
  chat.follow(place.room, place.seq);
}
