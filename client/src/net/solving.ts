/** Has a worker solve what the server asks of newcomers while many come at once. */
import type { Challenge } from "../state/challenge";
import solver from "../worker/solver?worker&url";
import { trusted } from "./scripts";

/** The nonce; rejects where there are no workers, or after `ms`. */
export function solveApart(challenge: Challenge, ms: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(trusted(solver), { type: "module" });
    const timer = setTimeout(() => ended(() => reject(new Error("too slow"))), ms);
    const ended = (told: () => void) => {
      clearTimeout(timer);
      worker.terminate();
      told();
    };
    worker.onmessage = ({ data }: MessageEvent<string>) => ended(() => resolve(data));
    worker.onerror = () => ended(() => reject(new Error("no worker")));
    worker.postMessage(challenge);
  });
}
