/** A socket between a page and the fake server: each frame takes a millisecond, and any may be the last. */
import type { Socket } from "../src/net/platform";

/** Whose socket it is: where that is frozen or gone, nothing arrives. */
interface Page {
  later(ms: number, action: () => void): () => void;
}

export class FakeSocket implements Socket {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly #tab: Page;
  /** Set by the server: what it does with a frame and with the end. */
  receive: (text: string) => void = () => {};
  ended: () => void = () => {};
  open = true;

  constructor(tab: Page) {
    this.#tab = tab;
  }

  send(text: string): void {
    // After the end, and before one hears of it, a real one drops what is sent without a word.
    if (!this.open) return;
    this.#tab.later(1, () => this.open && this.receive(text));
  }

  /** From the client. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    this.ended();
  }

  /** A frame from the server. */
  deliver(text: string): void {
    this.#tab.later(1, () => this.open && this.onmessage?.({ data: text }));
  }

  /** The connection ends, with all that was under way. */
  cut(code = 1006): void {
    if (!this.open) return;
    this.open = false;
    this.ended();
    this.#tab.later(0, () => this.onclose?.({ code }));
  }
}
