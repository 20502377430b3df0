import { computed, signal } from "@preact/signals";
import { en } from "./en";
import { pseudo } from "./pseudo";
import type { Strings } from "./shape";
import { zhCN } from "./zh-CN";

export type Language = "en" | "zh-CN" | "pseudo";

/** What the menu offers; each language by its own name. */
export const LANGUAGES: readonly { id: Language; label: string }[] = [
  { id: "zh-CN", label: "中文" },
  { id: "en", label: "English" },
];

const TABLE: Record<Language, Strings> = { en, "zh-CN": zhCN, pseudo };
const KEPT = "teahouse.language";

export const language = signal<Language>(firstLanguage());
export const strings = computed(() => TABLE[language.value]);

/** Switches the whole screen, and remembers it for the next visit. */
export function chooseLanguage(id: Language): void {
  language.value = id;
  try {
    localStorage.setItem(KEPT, id);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
}

/** `?lang=` first, then what was chosen before, then what the browser asks for. */
function firstLanguage(): Language {
  if (typeof location === "undefined") return "en";
  const asked = new URLSearchParams(location.search).get("lang");
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    // As above.
  }
  const wanted = [asked, kept].find((id) => id !== null && id in TABLE);
  if (wanted) return wanted as Language;
  const spoken = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? "en";
  return /^zh/i.test(spoken) ? "zh-CN" : "en";
}
