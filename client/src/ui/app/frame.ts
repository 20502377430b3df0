import { options } from "preact";

/** A page that is not drawn has no frames; it renders this much later (milliseconds). */
const UNDRAWN_MS = 100;

/** Before any of these is handled, or changes a field, the page is as its state says. */
const INPUT = ["keydown", "beforeinput", "compositionstart", "pointerdown", "click"];

/**
 * Has everything that changes during one frame drawn in one go, just before the frame is painted.
 *
 * Each message comes in a task of its own, and Preact would render after each: who was away for 500
 * messages would see 500 renderings of a list of 400.
 */
export function renderOncePerFrame(): void {
  let pending = (): void => {};
  options.debounceRendering = (render) => {
    const now = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      pending = () => {};
      render();
    };
    const frame = requestAnimationFrame(now);
    const timer = setTimeout(now, UNDRAWN_MS);
    pending = now;
  };
  for (const type of INPUT) addEventListener(type, () => pending(), true);
}
