import { signal } from "@preact/signals";

/** Whether the page is out of sight: another tab, minimised, or the phone is locked. */
export const pageHidden = signal(document.visibilityState === "hidden");
document.addEventListener("visibilitychange", () => {
  pageHidden.value = document.visibilityState === "hidden";
});
