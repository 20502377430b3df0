/** How a visitor becomes a guest: over HTTP, because only an answer there can set the HttpOnly cookie. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Answer, Channel, Platform } from "../net/platform";
import type { OutboxStore } from "../storage/outbox";
import { inTime } from "../storage/patience";
import { ERROR_CODES, type ErrorCode } from "../wire.gen";
import type { Challenge } from "./challenge";

export interface Refusal {
  code: ErrorCode | "offline";
  /** Milliseconds until it is worth another try by itself, or null. */
  wait: number | null;
}

export interface IdentityParts {
  platform: Platform;
  store: OutboxStore;
  /** The language of generated names, as a BCP 47 tag. */
  language: () => string;
  /** This browser is somebody now: come back with the cookie. */
  onBecame: () => void;
  /** This person left in another tab. */
  onLeft: (id: number) => void;
  /** The session is about to be another one: away from the old one, which ends. */
  onRenewing: () => void;
  /** It is the same as before. */
  onKept: () => void;
}

/** What the tabs of a browser tell each other. */
type Told = "became" | "renewing" | "kept" | { left: number };

const OFFLINE_MS = 3_000;
/** A tab that closed in the middle says nothing more: the others come back by themselves. */
const RENEWING_MS = 20_000;

export class Identity {
  readonly #parts: IdentityParts;
  readonly #channel: Channel | null;
  #cancel = () => {};
  readonly #proposed = signal("");
  readonly proposed: ReadonlySignal<string> = this.#proposed;
  readonly #proving = signal(false);
  /** The server asked for a proof of work, which takes a moment. */
  readonly proving: ReadonlySignal<boolean> = this.#proving;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
    this.#channel = parts.platform.channel("teahouse-identity");
    if (this.#channel !== null)
      this.#channel.onmessage = (event) => {
        const told = event.data as Told;
        if (told === "became") parts.onBecame();
        else if (told === "renewing") {
          parts.onRenewing();
          this.#cancel = parts.platform.after(RENEWING_MS, parts.onKept);
        } else if (told === "kept") parts.onKept();
        else parts.onLeft(told.left);
        if (told !== "renewing") this.#cancel();
      };
  }

  /**
   * Asks for what gives this browser another session: an account made of a guest, a sign-in, a link.
   *
   * The server closes the connections of the old session, in every tab, before its answer is here; so they
   * are closed first, and no tab takes it for a sign-out, which would drop what is unsent.
   */
  async renew<T extends { ok: boolean }>(ask: () => Promise<T>): Promise<T> {
    const { platform, store, onRenewing, onKept, onBecame } = this.#parts;
    onRenewing();
    this.#channel?.postMessage("renewing" satisfies Told);
    const told = await ask();
    if (told.ok) await inTime(platform, store.becameGuest(platform.wall()), null);
    this.#channel?.postMessage((told.ok ? "became" : "kept") satisfies Told);
    (told.ok ? onBecame : onKept)();
    return told;
  }

  close(): void {
    this.#cancel();
    this.#channel?.close();
  }

  tellLeft(id: number): void {
    this.#channel?.postMessage({ left: id } satisfies Told);
  }

  /** The name that was proposed became somebody's, who is here no more: another one will be. */
  forget(): void {
    this.#proposed.value = "";
  }

  /** The server's proposal; one that is on the screen already stays. */
  offer(name: string): void {
    if (this.#proposed.value === "") this.#proposed.value = name;
  }

  /**
   * Makes a guest called `name`, and has every tab come back as it; null when that worked.
   *
   * `since` (Unix milliseconds) is when this tab was told that it is nobody. If another tab became
   * somebody after that, this one is the same person already: "try_later" to whoever insists on the name.
   */
  async become(name: string, since: number, insist: boolean): Promise<Refusal | null> {
    const { locks } = this.#parts.platform;
    if (locks === null) return this.#become(name, since, insist);
    let outcome: Refusal | null = null;
    await locks.request("teahouse-guest", {}, async () => {
      outcome = await this.#become(name, since, insist);
    });
    return outcome;
  }

  async another(): Promise<void> {
    const query = new URLSearchParams({ language: this.#parts.language() });
    try {
      const answer = await this.#parts.platform.ask("GET", `/api/v1/names?${query}`);
      const name = (answer.body as { name?: unknown } | null)?.name;
      if (answer.status === 200 && typeof name === "string") this.#proposed.value = name;
    } catch {
      // Offline: the old proposal stays, and the server judges it when it is used.
    }
  }

  /** Many people come at the moment: this browser shows that it takes the trouble. */
  async #becomeWithProof(name: string): Promise<Answer> {
    const { platform } = this.#parts;
    this.#proving.value = true;
    try {
      const asked = await platform.ask("POST", "/api/v1/challenge", {});
      if (asked.status !== 200) return asked;
      const { challenge, bits } = asked.body as Challenge;
      const nonce = await platform.solve({ challenge, bits });
      return await platform.ask("POST", "/api/v1/guests", { name, proof: { challenge, nonce } });
    } finally {
      this.#proving.value = false;
    }
  }

  async #become(name: string, since: number, insist: boolean): Promise<Refusal | null> {
    const { platform, store, onBecame } = this.#parts;
    if ((await inTime(platform, store.guestSince(), 0)) > since) {
      onBecame();
      return insist ? { code: "try_later", wait: 0 } : null;
    }
    let answer: Answer;
    try {
      answer = await platform.ask("POST", "/api/v1/guests", { name });
      if (asksForProof(answer)) answer = await this.#becomeWithProof(name);
    } catch {
      return { code: "offline", wait: OFFLINE_MS };
    }
    if (answer.status >= 300) return refusal(answer);
    await inTime(platform, store.becameGuest(platform.wall()), null);
    this.#channel?.postMessage("became" satisfies Told);
    onBecame();
    // 200 and not 201: who is somebody already stays who it is, under the name it has.
    return insist && answer.status === 200 ? { code: "try_later", wait: 0 } : null;
  }
}

function asksForProof(answer: Answer): boolean {
  return answer.status === 403 && refusal(answer).code === "challenge_required";
}

/** What an answer that is no success tells. */
export function refusal(answer: Answer): Refusal {
  const error = (answer.body as { error?: { code?: unknown; retry_after_ms?: unknown } } | null)?.error;
  const code = ERROR_CODES.find((known) => known === error?.code) ?? "internal";
  const later = answer.status === 429 || answer.status >= 500;
  const asked = typeof error?.retry_after_ms === "number" ? error.retry_after_ms : answer.retryAfter;
  return { code, wait: later ? (asked ?? OFFLINE_MS) : null };
}
