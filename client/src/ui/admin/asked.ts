/** What a page shows of the server: asked for when it opens, again when it may be old, and page by page. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Chat } from "../../contract";

type Phase = "loading" | "ready" | "failed";

export class Asked<T> {
  readonly #api: Chat["api"];
  #path: string;
  readonly #value = signal<T | null>(null);
  readonly #phase = signal<Phase>("loading");
  readonly #code = signal("");
  #turn = 0;
  readonly value: ReadonlySignal<T | null> = this.#value;
  readonly phase: ReadonlySignal<Phase> = this.#phase;
  /** Why it failed. */
  readonly code: ReadonlySignal<string> = this.#code;

  constructor(api: Chat["api"], path: string) {
    this.#api = api;
    this.#path = path;
  }

  /** What is shown meanwhile stays; of several askings the last one counts. */
  async load(path = this.#path): Promise<void> {
    this.#path = path;
    this.#turn += 1;
    const turn = this.#turn;
    if (this.#value.peek() === null) this.#phase.value = "loading";
    const told = await this.#api.ask<T>("GET", this.#path);
    if (turn !== this.#turn) return;
    if (told.ok) this.#value.value = told.value;
    else this.#code.value = told.code;
    this.#phase.value = told.ok || this.#value.peek() !== null ? "ready" : "failed";
  }

  /** Asks for a page that `path` leads to, and puts it behind what is there by `join`; the code of a refusal. */
  async loadMore(path: string, join: (now: T, next: T) => T): Promise<string | null> {
    const turn = this.#turn;
    const told = await this.#api.ask<T>("GET", path);
    if (turn !== this.#turn) return null;
    if (!told.ok) return told.code;
    const now = this.#value.peek();
    this.#value.value = now === null ? told.value : join(now, told.value);
    return null;
  }

  /** What a writing answered; what was asked for before it counts no more. */
  set(value: T): void {
    this.#turn += 1;
    this.#value.value = value;
    this.#phase.value = "ready";
  }
}

/**
 * Asked when it is first shown, whenever the connection is back, and when `path` or `turn` is another. With `every`
 * milliseconds: again and again.
 */
export function useAsked<T>(chat: Chat, path: string, turn = 0, every?: number): Asked<T> {
  const asked = useMemo(() => new Asked<T>(chat.api, path), [chat]);
  const online = chat.connection.value.phase === "online";
  useEffect(() => {
    void asked.load(path);
    if (every === undefined) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void asked.load();
    }, every);
    return () => clearInterval(timer);
  }, [asked, path, online, turn]);
  return asked;
}
