/** How the place looks: its accent, its picture and its style, kept for the next start so that nothing flashes. */
import { effect, signal } from "@preact/signals";
import type { Chat } from "../../contract";
import { ACCENTS, accentOf } from "../../looks/accent";
import { page, pageHref, readPage } from "../parts/page";

/** What is kept of a House; `accent` is "#rrggbb" or empty, `logo` and `style` are addresses here or empty. */
export interface Look {
  accent: string;
  logo: string;
  style: string;
}

const KEPT = "teahouse.house";
const PLAIN: Look = { accent: "", logo: "", style: "" };

export const look = signal<Look>(PLAIN);

/** Shows the place as it looked the last time; called once, before the first picture. */
export function restoreHouse(): void {
  let kept: unknown = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  } catch {
    // It comes with the first word of the server.
  }
  // The page itself says its accent: also on a first visit, and after it was taken away.
  const accent = document.documentElement.dataset["accent"] ?? "";
  show({ ...lookOf(kept ?? {}), accent: lookOf({ accent }).accent });
}

/** Shows the place as the server says it looks, as long as the page stands; the answer stops that. */
export function followHouse(chat: Pick<Chat, "house">): () => void {
  return effect(() => {
    const house = chat.house.value;
    if (house === null) return;
    const now = lookOf(house);
    show(now);
    try {
      localStorage.setItem(KEPT, JSON.stringify(now));
    } catch {
      // The next start flashes.
    }
  });
}

/** Only what can be one: the kept text may be of any version, or of anybody. */
function lookOf(told: object): Look {
  const { accent, logo, style } = told as Partial<Record<keyof Look, unknown>>;
  return {
    accent: typeof accent === "string" && /^#[0-9a-f]{6}$/.test(accent) ? accent : "",
    logo: addressHere(logo),
    style: addressHere(style),
  };
}

const addressHere = (value: unknown): string =>
  typeof value === "string" && /^\/house\/[\w./?=-]*$/.test(value) ? value : "";

function show(now: Look): void {
  const before = look.peek();
  if (now.accent !== before.accent) showAccent(now.accent);
  if (now.style !== before.style) showStyle(now.style);
  if (now.accent !== before.accent || now.style !== before.style || now.logo !== before.logo)
    look.value = now;
}

/**
 * Sets the accent's colours in the rules of tokens.css, so that a style of the place still has the last word. A
 * browser without `light-dark()` keeps the house's own.
 */
export function showAccent(text: string): void {
  const accent = CSS.supports("color", "light-dark(red, red)") ? accentOf(text) : null;
  for (const { style, own } of tokens())
    for (const name of ACCENTS) {
      const now = accent ? `light-dark(${accent[name].light}, ${accent[name].dark})` : own[name];
      style.setProperty(`--${name}`, now);
    }
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]"))
    meta.content = accent ? text : meta.media.includes("dark") ? PAPER.dark : PAPER.light;
}

/** The page's own, as in index.html. */
const PAPER = { light: "#fbfaf5", dark: "#131814" };

/** A rule with the accent's tokens, and what they are without one. */
interface Tokens {
  style: CSSStyleDeclaration;
  own: Record<(typeof ACCENTS)[number], string>;
}

let known: readonly Tokens[] = [];

/** The build makes several rules of the file's one: for browsers that know less. */
function tokens(): readonly Tokens[] {
  if (known.length > 0) return known;
  // A style of the place may name the same tokens; it is no part of the page.
  const sheets = [...document.styleSheets].filter(
    ({ ownerNode }) => !(ownerNode instanceof Element && ownerNode.hasAttribute(MARK)),
  );
  known = sheets
    .flatMap((sheet) => rulesIn(sheet.cssRules))
    .map(({ style }) => ({ style, own: ownOf(style) }));
  return known;
}

function rulesIn(rules: CSSRuleList): CSSStyleRule[] {
  return [...rules].flatMap((rule) => {
    if (rule instanceof CSSStyleRule)
      return rule.selectorText.split(", ").includes(":root") && rule.style.getPropertyValue("--tea")
        ? [rule]
        : [];
    return rule instanceof CSSGroupingRule ? rulesIn(rule.cssRules) : [];
  });
}

const ownOf = (style: CSSStyleDeclaration): Tokens["own"] =>
  Object.fromEntries(
    ACCENTS.map((name) => [name, style.getPropertyValue(`--${name}`)]),
  ) as unknown as Tokens["own"];

const MARK = "data-house-style";
const links = (): NodeListOf<HTMLLinkElement> => document.head.querySelectorAll(`link[${MARK}]`);

/** The way back from a style that leaves nothing to press: `?style=off` shows the page without it. */
const refused = (): boolean => new URLSearchParams(location.search).get("style") === "off";

/** The old style stays until the new one is here: in between the page would be seen without any. */
function showStyle(address: string): void {
  const before = [...links()];
  const drop = (): void => {
    for (const link of before) link.remove();
  };
  if (address === "" || refused()) {
    drop();
    return;
  }
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  link.setAttribute(MARK, "");
  link.disabled = left;
  link.addEventListener("load", drop);
  // What cannot be fetched changes nothing.
  link.addEventListener("error", () => link.remove());
  document.head.append(link);
}

/** Where the style is decided, it does not hold. */
let left = false;
export function leaveStyle(off: boolean): void {
  left = off;
  for (const link of links()) link.disabled = off;
}

/** A style on trial, over the whole page; null ends it. */
export function tryStyle(text: string | null): void {
  const others = document.adoptedStyleSheets.filter((sheet) => sheet !== trial);
  trial = null;
  if (text !== null) {
    trial = new CSSStyleSheet();
    trial.replaceSync(text);
  }
  document.adoptedStyleSheets = trial ? [...others, trial] : others;
}

let trial: CSSStyleSheet | null = null;

const TRIAL_S = 20;
/** The style on trial, and the seconds that are left; null where none is. */
export const trialLeft = signal<number | null>(null);
let clock: ReturnType<typeof setInterval> | undefined;

/** Shows the rooms in a style for a while; by itself it ends where it began, however little of the page is left. */
export function startTrial(text: string): void {
  withdrawTrial();
  tryStyle(text);
  trialLeft.value = TRIAL_S;
  clock = setInterval(() => {
    const left = (trialLeft.peek() ?? 0) - 1;
    if (left > 0) trialLeft.value = left;
    else endTrial();
  }, 1_000);
  history.pushState(null, "", "#");
  readPage();
}

/** Back to where the style is written. */
export function endTrial(): void {
  withdrawTrial();
  if (page.peek() === null) location.hash = pageHref("admin", "theme");
}

export function withdrawTrial(): void {
  clearInterval(clock);
  tryStyle(null);
  trialLeft.value = null;
}
