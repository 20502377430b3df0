/** Where a person is told of what they miss while the page is closed: browsers, and services that take webhooks. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Answer, browserPlatform, type Platform } from "../net/platform";
import * as worker from "../net/worker";
import type { ErrorCode } from "../wire.gen";
import { refusal } from "./identity";
import { keepOwner, ownerOfPushes } from "./push-owner";

/** One of one's own. Of its address only the host is told: the rest is a secret. `kind` is push or a service. */
export interface PushPlace {
  id: number;
  kind: string;
  host: string;
}

/** A service that takes webhooks. `proof` is what its secret is, if it has one. */
export interface PushService {
  kind: string;
  name: string;
  name_zh: string;
  example: string;
  proof: "none" | "signature" | "token";
}

/** What became of a notice on trial: `code` is `sent` or why not, `detail` what the service said. */
export interface Trial {
  state: "asking" | "sent" | "failed";
  code: string;
  detail: string;
}

/**
 * How this browser stands. `unable`: it knows no pushes, or only on an address with https (`insecure`);
 * `off_here`: the place sends none; `failed`: with the code of the refusal, or because the maker of the browser
 * has no service that answers (`no_service`).
 */
export type ThisBrowser =
  | { state: "unable" | "insecure" | "off_here" | "blocked" | "off" | "asking" | "on" }
  | { state: "failed"; code: ErrorCode | "offline" | "no_service" };

export interface Pushes {
  phase: ReadonlySignal<"loading" | "ready" | "failed">;
  /** Why the list did not come. */
  code: ReadonlySignal<ErrorCode | "offline" | null>;
  browser: ReadonlySignal<ThisBrowser>;
  /** All but this browser. */
  places: ReadonlySignal<readonly PushPlace[]>;
  services: ReadonlySignal<readonly PushService[]>;
  trials: ReadonlySignal<ReadonlyMap<number, Trial>>;
  load(): Promise<void>;
  /** To be called from a click alone: the browser asks the person. */
  turnOn(): Promise<void>;
  turnOff(): Promise<void>;
  /** Null when it is kept; else what is wrong with the address or the secret. */
  add(kind: string, url: string, secret: string): Promise<ErrorCode | "offline" | null>;
  remove(id: number): Promise<ErrorCode | "offline" | null>;
  test(id: number): Promise<void>;
}

/** The part of the browser that is used; tests have their own. */
export interface Browser {
  canPush(): boolean;
  secure(): boolean;
  permission(): NotificationPermission;
  ask(): Promise<NotificationPermission>;
  subscription: typeof worker.subscription;
  subscribe: typeof worker.subscribe;
  unsubscribe: typeof worker.unsubscribe;
}

const thisBrowser: Browser = {
  canPush: worker.canPush,
  secure: () => window.isSecureContext,
  permission: () => Notification.permission,
  ask: () => Notification.requestPermission(),
  subscription: worker.subscription,
  subscribe: worker.subscribe,
  unsubscribe: worker.unsubscribe,
};

interface Listed {
  public_key: string;
  services: PushService[];
  yours: PushPlace[];
}

type Method = Parameters<Platform["ask"]>[0];

/** Of `me`, in the language that is spoken to them. */
export function createPushes(
  me: () => number | null,
  language: () => string,
  platform: Pick<Platform, "ask"> = browserPlatform(),
  browser: Browser = thisBrowser,
): Pushes {
  const phase = signal<"loading" | "ready" | "failed">("loading");
  const code = signal<ErrorCode | "offline" | null>(null);
  const own = signal<ThisBrowser>({ state: "asking" });
  const yours = signal<readonly PushPlace[]>([]);
  const services = signal<readonly PushService[]>([]);
  const trials = signal<ReadonlyMap<number, Trial>>(new Map());
  const listed = "/api/v1/pushes";
  let key = "";
  let mine: number | null = null;

  async function ask(method: Method, path: string, body?: unknown): Promise<Answer | ErrorCode | "offline"> {
    try {
      const answer = await platform.ask(method, path, body);
      return answer.status >= 300 ? refusal(answer).code : answer;
    } catch {
      return "offline";
    }
  }

  async function load(): Promise<void> {
    if (phase.peek() === "failed") phase.value = "loading";
    const answer = await ask("GET", listed);
    if (typeof answer === "string") {
      code.value = answer;
      phase.value = "failed";
      return;
    }
    const found = answer.body as Listed;
    key = found.public_key;
    services.value = found.services;
    yours.value = found.yours;
    own.value = await standing();
    yours.value = yours.peek().filter(({ id }) => id !== mine);
    code.value = null;
    phase.value = "ready";
  }

  /** How this browser stands; one that is subscribed is told to the server again, for it may have forgotten. */
  async function standing(): Promise<ThisBrowser> {
    if (key === "") return { state: "off_here" };
    if (!browser.secure()) return { state: "insecure" };
    if (!browser.canPush()) return { state: "unable" };
    if (browser.permission() === "denied") return { state: "blocked" };
    const found = ownerOfPushes() === me() ? await browser.subscription().catch(() => null) : null;
    return found === null ? { state: "off" } : tell(found);
  }

  async function tell(found: worker.BrowserPush): Promise<ThisBrowser> {
    const answer = await ask("POST", `${listed}/browsers`, { ...found, language: language() });
    if (typeof answer === "string") return { state: "failed", code: answer };
    mine = (answer.body as PushPlace).id;
    keepOwner(me() ?? 0);
    return { state: "on" };
  }

  async function turnOn(): Promise<void> {
    if (own.peek().state === "asking") return;
    own.value = { state: "asking" };
    const permission = browser.permission() === "default" ? await browser.ask() : browser.permission();
    if (permission !== "granted") {
      own.value = { state: permission === "denied" ? "blocked" : "off" };
      return;
    }
    const made = await browser.subscribe(key);
    own.value = made === null ? { state: "failed", code: "no_service" } : await tell(made);
    if (own.peek().state !== "on") await browser.unsubscribe();
  }

  async function turnOff(): Promise<void> {
    own.value = { state: "asking" };
    await browser.unsubscribe();
    keepOwner(0);
    // Offline the server learns it from the first push that comes to nobody.
    if (mine !== null) await ask("DELETE", `${listed}/${mine}`, {});
    mine = null;
    own.value = { state: "off" };
  }

  async function add(kind: string, url: string, secret: string): Promise<ErrorCode | "offline" | null> {
    const asked = { kind, url, secret, language: language() };
    const answer = await ask("POST", `${listed}/webhooks`, asked);
    if (typeof answer === "string") return answer;
    const made = answer.body as PushPlace;
    yours.value = [...yours.peek().filter(({ id }) => id !== made.id), made];
    return null;
  }

  async function remove(id: number): Promise<ErrorCode | "offline" | null> {
    const answer = await ask("DELETE", `${listed}/${id}`, {});
    if (typeof answer === "string") return answer;
    yours.value = yours.peek().filter((place) => place.id !== id);
    return null;
  }

  async function test(id: number): Promise<void> {
    const set = (trial: Trial): void => {
      trials.value = new Map(trials.peek()).set(id, trial);
    };
    if (trials.peek().get(id)?.state === "asking") return;
    set({ state: "asking", code: "", detail: "" });
    const answer = await ask("POST", `${listed}/${id}/test`, {});
    if (typeof answer === "string") {
      set({ state: "failed", code: answer, detail: "" });
      return;
    }
    const told = answer.body as { ok: boolean; code: string; detail: string };
    set({ state: told.ok ? "sent" : "failed", code: told.code, detail: told.detail });
  }

  return {
    phase,
    code,
    browser: own,
    places: yours,
    services,
    trials,
    load,
    turnOn,
    turnOff,
    add,
    remove,
    test,
  };
}
