import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Strings } from "./shape";

export type Language = "en" | "zh-CN" | "pseudo";
type Spoken = Exclude<Language, "pseudo">;

/** What the menu offers; each language by its own name. */
export const LANGUAGES: readonly { id: Language; label: string }[] = [
  { id: "zh-CN", label: "中文" },
  { id: "en", label: "English" },
];

const KEPT = "teahouse.language";

export const language = signal<Language>(firstLanguage());

/** The language as `lang` attributes and the server know it; known before any of its strings is. */
export const locale = computed<Spoken>(() => (language.value === "zh-CN" ? "zh-CN" : "en"));

/** Strings that are fetched for one language at a time. `load` has to be done before `strings` is read. */
export interface LazyStrings<T> {
  readonly strings: ReadonlySignal<T>;
  /** Fetches those of the language that is shown, once; rejects where they do not come. */
  load(): Promise<void>;
}

/** All that was loaded so far: a language is shown once it has all of it. */
const loaded = new Set<(id: Language) => Promise<void>>();

/** The strings of an area of the screen, from one import a language; they come with its components (`later`). */
export function stringsOf<T extends object>(sources: Record<Spoken, () => Promise<T>>): LazyStrings<T> {
  const table = new Map<Language, T>();
  const fetched = async (id: Language): Promise<void> => {
    if (table.has(id)) return;
    table.set(id, id === "pseudo" ? await pseudoOf(sources.en()) : await sources[id]());
  };
  return {
    strings: computed(() => {
      const known = table.get(language.value);
      if (known === undefined) throw new Error("strings are read before they are loaded");
      return known;
    }),
    async load() {
      const id = language.peek();
      await fetched(id);
      loaded.add(fetched);
      // Another one was chosen meanwhile.
      if (language.peek() !== id) await fetched(language.peek());
    },
  };
}

async function pseudoOf<T extends object>(source: Promise<T>): Promise<T> {
  const [{ pseudo }, of] = await Promise.all([import("./pseudo"), source]);
  return pseudo(of);
}

const first = stringsOf<Strings>({
  en: () => import("./en").then(({ en }) => en),
  "zh-CN": () => import("./zh-CN").then(({ zhCN }) => zhCN),
});
/** What the first screen says; other areas have their own. */
export const strings = first.strings;
export const loadStrings = (): Promise<void> => first.load();

/**
 * Switches the whole screen once the language is here, and remembers it for the next visit. False, with nothing
 * changed, where it could not be fetched.
 */
export async function chooseLanguage(id: Language): Promise<boolean> {
  try {
    await Promise.all([...loaded].map((fetched) => fetched(id)));
  } catch {
    return false;
  }
  language.value = id;
  try {
    localStorage.setItem(KEPT, id);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
  return true;
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
  const known: readonly string[] = ["en", "zh-CN", "pseudo"] satisfies Language[];
  const wanted = [asked, kept].find((id) => id !== null && known.includes(id));
  if (wanted) return wanted as Language;
  const spoken = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? "en";
  return /^zh/i.test(spoken) ? "zh-CN" : "en";
}
