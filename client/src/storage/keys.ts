/** UUID version 7 (RFC 9562 section 5.7), growing even within one millisecond. */

export class Keys {
  #at = 0;
  #count = 0;
  readonly #wall: () => number;
  readonly #randomBytes: (count: number) => Uint8Array;

  constructor(wall: () => number, randomBytes: (count: number) => Uint8Array) {
    this.#wall = wall;
    this.#randomBytes = randomBytes;
  }

  /** Larger, compared as text, than every one before it, also when the clock went back. */
  next(): string {
    const bytes = this.#randomBytes(10);
    const now = this.#wall();
    if (now > this.#at) {
      this.#at = now;
      // The upper bit stays free, so that a millisecond has room for at least 2,048 more.
      this.#count = (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) & 0x7ff;
    } else if (++this.#count > 0xfff) {
      this.#at++;
      this.#count = 0;
    }
    const time = hex(this.#at, 12);
    const variant = hex(0x80 | ((bytes[2] ?? 0) & 0x3f), 2);
    const tail = [...bytes.subarray(3)].map((byte) => hex(byte, 2)).join("");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(this.#count, 3)}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`;
  }
}

function hex(value: number, digits: number): string {
  return Math.floor(value).toString(16).padStart(digits, "0");
}
