import type { Message } from "../../contract";
import { isGone } from "../log/actions";

/** So many messages that came together are told in words; the others are counted. */
const TOLD = 3;

/** What the log looks like when it is asked for what is new. */
export interface Heard {
  /** Another opening: what is there then is history. */
  opening: number;
  messages: readonly Message[];
  /** Whether the window ends at the newest message. */
  toEnd: boolean;
  me: number | null;
  ignored: ReadonlySet<number>;
}

/**
 * Finds out which messages are new, and tells each once.
 *
 * A log as a live region would also tell the pages of history that are loaded above or below; so only what
 * came at the end, while the window was at the newest, is news.
 */
export class News {
  private opening = -1;
  private last = 0;
  private wasAtEnd = false;
  private due: Message[] = [];

  /** Takes the log as it is now; true when there is something to tell. */
  look({ opening, messages, toEnd, me, ignored }: Heard): boolean {
    const last = messages.at(-1)?.seq ?? 0;
    if (opening !== this.opening) {
      this.opening = opening;
      this.last = last;
      this.due = [];
    } else if (this.wasAtEnd && toEnd && last > this.last) {
      for (let i = messages.length - 1; i >= 0; i -= 1) {
        const message = messages[i];
        if (!message || message.seq <= this.last) break;
        const told = message.sender.id !== me && !ignored.has(message.sender.id) && !isGone(message);
        if (told) this.due.push(message);
      }
      this.due.sort((a, b) => a.seq - b.seq);
    }
    // A log that is lost for a moment and loaded again brings nothing that was told.
    this.last = Math.max(last, this.last);
    this.wasAtEnd = toEnd;
    return this.due.length > 0;
  }

  /** What is to be told now; nothing of it comes again. */
  take(): { told: readonly Message[]; more: number } {
    const told = this.due.slice(0, TOLD);
    const more = this.due.length - told.length;
    this.due = [];
    return { told, more };
  }
}
