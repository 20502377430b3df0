/**
 * Keeps what is read in its place while messages come and go around it.
 *
 * The browser's own scroll anchoring is off for the log (`overflow-anchor: none`): Safari has none, and two
 * that correct each other would make the very jump that both mean to prevent.
 */
export class Anchor {
  /** At the newest, and meaning to stay there. */
  stuck = true;
  private readonly log: HTMLElement;
  private element: HTMLElement | null = null;
  private offset = 0;
  private end = 0;

  constructor(log: HTMLElement) {
    this.log = log;
  }

  /** Remembers which message stands where; to be called before anything changes, and on scrolling. */
  capture(): void {
    const top = this.log.getBoundingClientRect().top;
    const marked = this.log.querySelectorAll<HTMLElement>("[data-anchor]");
    let low = 0;
    let high = marked.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((marked[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
      else low = middle + 1;
    }
    this.element = marked[low] ?? null;
    this.offset = this.element ? this.element.getBoundingClientRect().top - top : 0;
  }

  /** Puts the remembered message back to where it stood; at the newest, shows the newest. */
  restore(): void {
    if (this.stuck) {
      this.log.scrollTop = this.log.scrollHeight;
      this.end = this.log.scrollTop;
      return;
    }
    // A group that got earlier messages is drawn anew: the message is another element then.
    if (this.element && !this.element.isConnected) this.element = this.again(this.element);
    if (!this.element) return;
    const moved =
      this.element.getBoundingClientRect().top - this.log.getBoundingClientRect().top - this.offset;
    if (Math.abs(moved) >= 1) this.log.scrollTop += moved;
  }

  private again({ dataset: { seq } }: HTMLElement): HTMLElement | null {
    return seq ? this.log.querySelector(`[data-seq="${seq}"]`) : null;
  }

  /** Scrolled up since the newest was shown. A log that got lower, as by a phone's keyboard, was not. */
  wentUp(): boolean {
    return this.log.scrollTop < this.end - 1;
  }

  /** Pixels from what is shown to the end. */
  below(): number {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
  }
}
