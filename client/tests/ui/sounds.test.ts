import { afterEach, beforeEach, expect, it, vi } from "vitest";

let allow: () => void;
let started: number;
let now: number;

/** Silent until the page is touched: then whoever waited for `resume` goes on, all at once. */
class Context {
  currentTime = 0;
  destination = {};
  readonly #allowed = new Promise<void>((resolve) => {
    allow = resolve;
  });
  resume = () => this.#allowed;
  createOscillator() {
    const node = { type: "", frequency: { value: 0 }, connect: <T>(to: T) => to, stop() {} };
    return { ...node, start: () => void started++ };
  }
  createGain() {
    const set = () => {};
    const gain = { setValueAtTime: set, linearRampToValueAtTime: set, exponentialRampToValueAtTime: set };
    return { gain, connect: <T>(to: T) => to };
  }
}

beforeEach(() => {
  started = 0;
  now = 10_000;
  vi.resetModules();
  vi.stubGlobal("AudioContext", Context);
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("plays nothing of the past when the page is touched at last", async () => {
  const { play } = await import("../../src/ui/settings/sounds");
  const waiting = [];
  for (let call = 0; call < 20; call++) {
    waiting.push(play("message"));
    now += 60_000;
  }
  waiting.push(play("message"));
  allow();
  await Promise.all(waiting);
  expect(started).toBe(1);
});
