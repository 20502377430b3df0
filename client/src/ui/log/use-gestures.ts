import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { spotOf } from "../parts/overlay";
import type { Screen } from "../parts/screen";
import { actionsOf } from "./actions";
import { circumstances, perform } from "./deeds";
import { messageAt } from "./log-keys";
import { openMenu } from "./open-menu";

const LONG_PRESS_MS = 450;
/** A finger that moved this far is not pressing; one that moved so far sideways means to answer. */
const SLACK_PX = 10;
const ANSWER_PX = 56;
const MOST_PX = 80;

type Found = NonNullable<ReturnType<typeof messageAt>>;

/** One finger on a message, until it is lifted. */
interface Touch {
  found: Found;
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout>;
  /** Sideways on its way to an answer; what is done, or is scrolling, needs no more. */
  state: "pressing" | "drawing" | "over";
}

/** What a finger can do on messages: a long press opens the menu, a swipe to the left answers. */
export function useGestures(log: RefObject<HTMLElement | null>, screen: Screen): void {
  useEffect(() => {
    const { current } = log;
    if (!current) return;
    let touch: Touch | null = null;
    let opened = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)");

    const end = (): void => {
      if (!touch) return;
      clearTimeout(touch.timer);
      const { element } = touch.found;
      delete element.dataset["drawn"];
      element.style.removeProperty("translate");
      touch = null;
    };
    const begin = (event: PointerEvent): void => {
      end();
      opened = false;
      if (event.pointerType !== "touch" || !event.isPrimary) return;
      const { target } = event;
      // What scrolls sideways or has controls of its own keeps its gestures.
      if (target instanceof Element && target.closest("pre, video, audio, .formula, .action-bar")) return;
      const found = messageAt(screen, target);
      if (!found) return;
      const timer = setTimeout(() => {
        if (touch?.state !== "pressing") return;
        touch.state = "over";
        opened = true;
        navigator.vibrate?.(10);
        openMenu(found.message, spotOf(found.element), found.element);
      }, LONG_PRESS_MS);
      touch = { found, x: event.clientX, y: event.clientY, timer, state: "pressing" };
    };
    const move = (event: PointerEvent): void => {
      if (!touch || event.pointerType !== "touch" || touch.state === "over") return;
      const across = touch.x - event.clientX;
      const down = Math.abs(event.clientY - touch.y);
      if (touch.state === "pressing") {
        if (Math.hypot(across, down) < SLACK_PX) return;
        clearTimeout(touch.timer);
        const can = actionsOf(touch.found.message, circumstances(screen)).includes("reply");
        touch.state = can && across > 2 * down ? "drawing" : "over";
        if (touch.state === "over") return;
      }
      const { element } = touch.found;
      element.dataset["drawn"] = across >= ANSWER_PX ? "far" : "";
      if (!still.matches) element.style.translate = `${-Math.max(0, Math.min(across, MOST_PX))}px 0`;
    };
    const lift = (event: PointerEvent): void => {
      const answered = touch?.state === "drawing" && touch.x - event.clientX >= ANSWER_PX;
      const message = touch?.found.message;
      end();
      if (answered && message) perform(screen, message, "reply");
    };
    // The finger that opened the menu is not also a press on what stands under it now.
    const swallow = (event: TouchEvent): void => {
      if (opened && event.cancelable) event.preventDefault();
      opened = false;
    };
    current.addEventListener("pointerdown", begin);
    current.addEventListener("pointermove", move);
    current.addEventListener("pointerup", lift);
    current.addEventListener("pointercancel", end);
    current.addEventListener("touchend", swallow, { passive: false });
    return () => {
      end();
      current.removeEventListener("pointerdown", begin);
      current.removeEventListener("pointermove", move);
      current.removeEventListener("pointerup", lift);
      current.removeEventListener("pointercancel", end);
      current.removeEventListener("touchend", swallow);
    };
  }, [log, screen]);
}
