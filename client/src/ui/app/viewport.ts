/** Less is no keyboard: the address bar of a phone, or half a pixel. */
const KEYBOARD_PX = 60;

/**
 * Keeps the page above a phone's keyboard, where the browser lays that over the page instead of resizing it.
 *
 * Safari scrolls the page behind the keyboard and tells by `visualViewport` alone what is still to be seen. Who
 * has zoomed in with two fingers sees less too, but must not get another page for it.
 */
export function followViewport(): () => void {
  const { visualViewport: seen } = window;
  if (!seen) return () => {};
  const { style } = document.documentElement;
  const settle = (): void => {
    const covered = innerHeight - seen.height;
    if (covered < KEYBOARD_PX || seen.scale > 1.05) {
      style.removeProperty("--seen-height");
      style.removeProperty("--seen-top");
      return;
    }
    style.setProperty("--seen-height", `${Math.round(seen.height)}px`);
    style.setProperty("--seen-top", `${Math.round(seen.offsetTop)}px`);
  };
  settle();
  seen.addEventListener("resize", settle);
  seen.addEventListener("scroll", settle);
  return () => {
    seen.removeEventListener("resize", settle);
    seen.removeEventListener("scroll", settle);
  };
}
