/** A proof of work: a nonce for which SHA-256 of `challenge:nonce` begins with so many zero bits. */

/** What the server asks for while many people come at once. */
export interface Challenge {
  challenge: string;
  bits: number;
}

/** FIPS 180-4, section 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes. */
const K = Uint32Array.from(
  primes(64).map((prime) => {
    const root = Math.cbrt(prime);
    return Math.floor((root - Math.floor(root)) * 2 ** 32);
  }),
);
/** Section 5.3.3: the same of the square roots of the first eight. */
const INITIAL = Uint32Array.from(
  primes(8).map((prime) => {
    const root = Math.sqrt(prime);
    return Math.floor((root - Math.floor(root)) * 2 ** 32);
  }),
);

const BLOCK = 64;
const schedule = new Uint32Array(64);

/**
 * The first nonce from `from` on that solves it, of `tries`; null if none of them does.
 *
 * WebCrypto's digest is a promise each: too slow for a hundred thousand of them.
 */
export function search({ challenge, bits }: Challenge, from: number, tries: number): string | null {
  const start = new TextEncoder().encode(`${challenge}:`);
  const whole = start.length - (start.length % BLOCK);
  // What comes before the nonce is the same each time.
  const middle = INITIAL.slice();
  for (let at = 0; at < whole; at += BLOCK) compress(middle, start.subarray(at, at + BLOCK));
  const rest = start.subarray(whole);
  const last = new Uint8Array(2 * BLOCK);
  const state = new Uint32Array(8);
  for (let nonce = from; nonce < from + tries; nonce++) {
    const text = String(nonce);
    last.fill(0);
    last.set(rest);
    let end = rest.length;
    for (let at = 0; at < text.length; at++) last[end++] = text.charCodeAt(at);
    last[end] = 0x80;
    const blocks = end + 9 > BLOCK ? 2 : 1;
    // The length in bits, of which the upper half is zero (section 5.1.1).
    new DataView(last.buffer).setUint32(blocks * BLOCK - 4, (whole + end) * 8);
    state.set(middle);
    for (let at = 0; at < blocks; at++) compress(state, last.subarray(at * BLOCK, (at + 1) * BLOCK));
    if (Math.clz32(state[0] ?? 0) >= bits) return text;
  }
  return null;
}

/** One block into the state (section 6.2.2). */
function compress(state: Uint32Array, block: Uint8Array): void {
  const w = schedule;
  for (let t = 0; t < 16; t++) {
    const at = t * 4;
    w[t] =
      ((block[at] ?? 0) << 24) |
      ((block[at + 1] ?? 0) << 16) |
      ((block[at + 2] ?? 0) << 8) |
      (block[at + 3] ?? 0);
  }
  for (let t = 16; t < 64; t++) {
    const early = w[t - 15] ?? 0;
    const late = w[t - 2] ?? 0;
    const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    w[t] = (large + (w[t - 7] ?? 0) + small + (w[t - 16] ?? 0)) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const choice = (e & f) ^ (~e & g);
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + (K[t] ?? 0) + (w[t] ?? 0)) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  const added = [a, b, c, d, e, f, g, h];
  for (let at = 0; at < 8; at++) state[at] = (state[at] ?? 0) + (added[at] ?? 0);
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function primes(count: number): number[] {
  const found: number[] = [];
  for (let next = 2; found.length < count; next++)
    if (found.every((prime) => next % prime !== 0)) found.push(next);
  return found;
}
