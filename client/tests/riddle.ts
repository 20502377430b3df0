/** A proof of work as the server checks it, with another SHA-256 than the page's own. */
import { createHash } from "node:crypto";

export function isSolved({ challenge, nonce }: { challenge: string; nonce: string }, bits: number): boolean {
  const digest = createHash("sha256").update(`${challenge}:${nonce}`).digest();
  return BigInt(`0x${digest.toString("hex")}`) >> BigInt(256 - bits) === 0n;
}
