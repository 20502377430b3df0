import { signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";
const KEPT = "teahouse.theme";

export const theme = signal<Theme>("auto");

/** Sets the theme and remembers it; "auto" follows the system. */
export function chooseTheme(chosen: Theme): void {
  show(chosen);
  try {
    if (chosen === "auto") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, chosen);
  } catch {
    // The choice lasts as long as the page.
  }
}

/** Shows what was chosen on the last visit; called once, before the first picture. */
export function restoreTheme(): void {
  try {
    const kept = localStorage.getItem(KEPT);
    show(kept === "light" || kept === "dark" ? kept : "auto");
  } catch {
    show("auto");
  }
}

function show(chosen: Theme): void {
  theme.value = chosen;
  const root = document.documentElement;
  if (chosen === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = chosen;
}
