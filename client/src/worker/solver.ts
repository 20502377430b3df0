/** Solves one proof of work beside the page, which goes on being drawn meanwhile. */
import { type Challenge, search } from "../state/challenge";

/** So that a worker that was ended ends. */
const TRIES = 20_000;

addEventListener("message", ({ data }: MessageEvent<Challenge>) => {
  for (let from = 0; ; from += TRIES) {
    const nonce = search(data, from, TRIES);
    if (nonce !== null) {
      postMessage(nonce);
      return;
    }
  }
});
