/**
 * Whose turn it is to send, among the tabs of one person: a Web Lock with a pulse.
 *
 * A page that the system froze keeps its locks. So whoever has the turn gives a sign of life every 3 s, and
 * whoever waits and hears none for 10 s takes the turn. Both sending at once is harmless: keys are unique.
 */
import type { Channel, Platform } from "../net/platform";

export const STEAL_MS = 10_000;
export const PULSE_MS = 3_000;

interface Lease {
  held: boolean;
  release: () => void;
}

export class Turn {
  #lease: Lease | null = null;
  #cancel = () => {};
  #onPulse = () => {};
  readonly #platform: Platform;
  readonly #channel: Channel | null;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#channel = platform.channel("teahouse-turn");
    if (this.#channel !== null) this.#channel.onmessage = () => this.#onPulse();
  }

  get held(): boolean {
    return this.#lease?.held ?? false;
  }

  /**
   * Asks for the turn unless it is asked for already. `prepare` is awaited with the turn taken, then `go`
   * runs; `over` runs when another tab took the turn away.
   */
  take(name: string, on: { prepare: () => Promise<void>; go: () => void; over: () => void }): void {
    if (this.#lease === null) this.#ask(name, on, false);
  }

  /** Gives it back, or stops waiting for it. */
  giveBack(): void {
    const lease = this.#lease;
    this.#lease = null;
    this.#cancel();
    this.#onPulse = () => {};
    lease?.release();
  }

  close(): void {
    this.giveBack();
    this.#channel?.close();
  }

  #ask(name: string, on: Parameters<Turn["take"]>[1], steal: boolean): void {
    const lease: Lease = { held: false, release: () => {} };
    this.#lease = lease;
    const current = () => this.#lease === lease;
    const held = async () => {
      if (!current()) return;
      const over = new Promise<void>((resolve) => {
        lease.release = resolve;
      });
      this.#cancel();
      this.#onPulse = () => {};
      await on.prepare();
      if (!current()) return;
      lease.held = true;
      this.#pulse();
      on.go();
      await over;
    };
    if (this.#platform.locks === null) {
      void held();
      return;
    }
    const ended = () => {
      if (!current()) return;
      this.giveBack();
      on.over();
    };
    this.#platform.locks.request(name, steal ? { steal } : {}, held).then(ended, ended);
    if (!steal) this.#waitToSteal(name, on, lease);
  }

  #waitToSteal(name: string, on: Parameters<Turn["take"]>[1], lease: Lease): void {
    const wait = () => {
      this.#cancel = this.#platform.after(STEAL_MS, () => {
        if (this.#lease !== lease) return;
        this.giveBack();
        this.#ask(name, on, true);
      });
    };
    this.#onPulse = () => {
      this.#cancel();
      wait();
    };
    wait();
  }

  #pulse(): void {
    this.#channel?.postMessage("here");
    this.#cancel = this.#platform.after(PULSE_MS, () => this.#pulse());
  }
}
