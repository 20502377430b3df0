import { signal } from "@preact/signals";
import type { Direction, Frame } from "./frame";

const KEPT = 300;

/** What went over the room's socket, the newest last. */
export const frames = signal<readonly Frame[]>([]);

const encoder = new TextEncoder();

function keep(direction: Direction, data: unknown): void {
  if (typeof data !== "string") return;
  const frame = { direction, at: Date.now(), text: data, bytes: encoder.encode(data).length };
  frames.value = [...frames.peek().slice(1 - KEPT), frame];
}

/** Have every socket of the room that is opened from now on tell what goes over it. */
export function listenIn(): void {
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    readonly #told: boolean;

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      // Vite has a socket of its own on the same page.
      this.#told = new URL(this.url).pathname === "/ws";
      if (this.#told) this.addEventListener("message", ({ data }) => keep("in", data));
    }

    override send(data: string | Blob | BufferSource): void {
      if (this.#told) keep("out", data);
      super.send(data);
    }
  };
}
