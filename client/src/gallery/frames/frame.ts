/** What a message looked like on the line: the head of its frame by RFC 6455, which the browser keeps to itself. */

export type Direction = "in" | "out";

export interface Frame {
  direction: Direction;
  /** Unix time in milliseconds. */
  at: number;
  text: string;
  /** Bytes of the payload. */
  bytes: number;
}

/** What kind of thing a message is in the protocol. */
export type Kind = "command" | "reply" | "durable" | "ephemeral";

/** The head in hexadecimal: FIN and opcode 1, the mask's bit, the length in 7, 7 + 16 or 7 + 64 bits. */
export function headOf({ direction, bytes }: Pick<Frame, "direction" | "bytes">): string {
  const mask = direction === "out" ? 0x80 : 0;
  const short = bytes < 126 ? bytes : bytes < 65_536 ? 126 : 127;
  const long = bytes < 126 ? 0 : bytes < 65_536 ? 2 : 8;
  const length = Array.from({ length: long }, (_, i) => Math.floor(bytes / 256 ** (long - 1 - i)) % 256);
  return [0x81, mask | short, ...length].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Its type, and what kind of thing that is; nothing of what is no message of the protocol. */
export function read(
  frame: Pick<Frame, "direction" | "text">,
): { type: string; kind: Kind; seq: number | null } | null {
  let message: unknown;
  try {
    message = JSON.parse(frame.text);
  } catch {
    return null;
  }
  if (typeof message !== "object" || message === null || !("type" in message)) return null;
  const seq = "seq" in message && typeof message.seq === "number" ? message.seq : null;
  const kind: Kind =
    frame.direction === "out"
      ? "command"
      : "id" in message
        ? "reply"
        : seq !== null
          ? "durable"
          : "ephemeral";
  return { type: String(message.type), kind, seq };
}
