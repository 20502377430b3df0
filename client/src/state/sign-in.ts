/** A visitor's first messages: they wait until the name is accepted, and say so when it is not. */
import { batch } from "@preact/signals";
import type { Outcome } from "../contract";
import type { Platform } from "../net/platform";
import type { Person } from "../wire.gen";
import type { Identity, Refusal } from "./identity";
import type { Item, Outbox } from "./outbox";

export class SignIn {
  /** The next `hello` should say who we are. */
  expected = false;
  /** What comes of the guest that is being made. */
  #becoming: Promise<Outcome> | null = null;
  /** Unix milliseconds at which this tab was told that it is nobody. */
  #since = 0;
  /** A `now()` time. */
  #notBefore = 0;
  #cancelRetry = () => {};
  readonly #platform: Platform;
  readonly #outbox: Outbox;
  readonly #identity: Identity;

  constructor(platform: Platform, outbox: Outbox, identity: Identity) {
    this.#platform = platform;
    this.#outbox = outbox;
    this.#identity = identity;
  }

  onHello(you: Person | null): void {
    this.#since = this.#platform.wall();
    // The cookie was not taken: another try would make another guest, for ever.
    if (you === null && this.expected) this.#refused({ code: "not_signed_in", wait: null });
    this.expected = false;
  }

  /** The person accepts the name that is proposed now; with `hurry`, before the server asked to come. */
  accept(hurry: boolean): void {
    if (!hurry && this.#platform.now() < this.#notBefore) return;
    this.#notBefore = 0;
    this.#cancelRetry();
    for (const item of this.#ownerless()) {
      if (item.state === "held")
        this.#outbox.update(item.key, { state: "waiting", code: null, retryAt: null });
    }
  }

  /** Becomes a guest under the proposed name if something waits for it. */
  go(): void {
    if (this.#becoming !== null || this.#platform.now() < this.#notBefore) return;
    if (!this.#ownerless().some((item) => item.state === "waiting")) return;
    void this.#become(this.#identity.proposed.peek(), false);
  }

  /** Becomes a guest under the name that the person wants. */
  async as(name: string): Promise<Outcome> {
    if (this.#becoming !== null) return "try_later";
    this.accept(true);
    return this.#become(name, true);
  }

  /** Becomes a guest as one does by speaking; null once the browser has the cookie. */
  async anyone(): Promise<Outcome> {
    if (this.#becoming !== null) return this.#becoming;
    const name = this.#identity.proposed.peek();
    if (name === "") return "offline";
    return this.#platform.now() < this.#notBefore ? "try_later" : this.#become(name, false);
  }

  #become(name: string, insist: boolean): Promise<Outcome> {
    this.#becoming = this.#ask(name, insist);
    return this.#becoming;
  }

  async #ask(name: string, insist: boolean): Promise<Outcome> {
    const refusal = await this.#identity.become(name, this.#since, insist).catch((): Refusal => FAILED);
    this.#becoming = null;
    if (refusal === null) return null;
    this.#refused(refusal);
    return refusal.code;
  }

  #refused({ code, wait }: Refusal): void {
    if (wait !== null) {
      const retryAt = this.#platform.now() + wait;
      if (code !== "offline") this.#mark({ state: "held", code, retryAt });
      this.#notBefore = retryAt;
      this.#cancelRetry();
      this.#cancelRetry = this.#platform.after(wait, () => {
        this.accept(true);
        this.go();
      });
    } else if (code === "name_taken" || code === "bad_name") {
      this.#mark({ state: "held", code, retryAt: null });
      void this.#identity.another();
    } else if (code !== "offline") this.#mark({ state: "failed", code, failed: code, retryAt: null });
  }

  #mark(change: Partial<Item>): void {
    batch(() => {
      for (const item of this.#ownerless()) {
        if (item.state === "waiting") this.#outbox.update(item.key, change);
      }
    });
  }

  #ownerless(): Item[] {
    return this.#outbox.items.peek().filter((item) => item.owner === 0 && item.state !== "failed");
  }
}

/** The lock was taken away, or the disk failed in a way that it never should. */
const FAILED: Refusal = { code: "offline", wait: 3_000 };
