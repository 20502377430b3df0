/** Moving the window of an open room: older, newer, to the newest, to one message. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { HistoryPage, Reply } from "../wire.gen";
import { FIRST, type HeldLog } from "./held-log";
import { isMessage } from "./message";
import { isStale, newerPage, newestPage, olderPage, pageAround } from "./pages";
import { atNewest, hasOlder, hold, isLoaded, type RoomLog, resume } from "./room";

/** Pages without anything visible that are read in a row for one press. */
const EMPTY_PAGES = 10;
/** Messages that are asked for at once while one scrolls. */
const STEP = 48;
/** A page that is older than what is remembered is read again, so often. */
const STALE_PAGES = 3;

type End = "idle" | "loading" | "failed";

/** What one end of the window does with a page. */
interface Side {
  end: Signal<End>;
  before(): number;
  merge(log: RoomLog, page: HistoryPage): RoomLog;
  /** The page in pieces, that next to the window first. */
  pieces(page: HistoryPage): readonly HistoryPage[];
  more(log: RoomLog): boolean;
}

export class Scroll {
  readonly #log: HeldLog;
  readonly #reload: () => void;
  readonly #onMissing: (seq: number) => void;
  readonly #olderEnd = signal<End>("idle");
  readonly #newerEnd = signal<End>("idle");
  readonly #target = signal<{ seq: number; turn: number } | null>(null);
  /** Where one wants to go, until one is there. `exactly`: there and nowhere else. */
  #wanted: number | null = null;
  #exactly = false;
  #going = false;
  /** Gives up the pieces of a page that are not in the log yet. */
  #stop = () => {};

  readonly older = computed(() => end(this.#olderEnd.value, hasOlder(this.#log.value)));
  readonly newer = computed(() => end(this.#newerEnd.value, hasNewer(this.#log.value)));
  readonly target: ReadonlySignal<{ seq: number; turn: number } | null> = this.#target;

  /**
   * `reload` is called where the newest page does not meet the log, `onMissing` where a link leads to no message
   * that one may see.
   */
  constructor(log: HeldLog, reload: () => void, onMissing: (seq: number) => void) {
    this.#log = log;
    this.#reload = reload;
    this.#onMissing = onMissing;
  }

  loadOlder(): void {
    const before = () => this.#log.peek().low + 1;
    const side = { end: this.#olderEnd, before, merge: olderPage, pieces: downFrom, more: hasOlder };
    if (hasOlder(this.#log.peek())) this.#pages(side, EMPTY_PAGES);
  }

  loadNewer(): void {
    const before = () => Math.min(this.#log.peek().high + STEP, this.#log.peek().cursor) + 1;
    const side = { end: this.#newerEnd, before, merge: newerPage, pieces: upFrom, more: hasNewer };
    if (hasNewer(this.#log.peek())) this.#pages(side, EMPTY_PAGES);
  }

  jumpToNewest(): void {
    const log = this.#log.peek();
    this.#wanted = null;
    if (log.awaiting || atNewest(log)) return;
    this.#log.become(hold(log));
    this.#newerEnd.value = "loading";
    this.#log.history({ before: log.cursor + 1 }, (reply) => batch(() => this.#onNewest(reply)));
  }

  get wanted(): number | null {
    return this.#wanted;
  }

  /** The window is put around a seq, before anything of the room is drawn; then `done`, however that went. */
  begin(seq: number, done: () => void): void {
    const onReply = (reply: Reply | null) => {
      const log = this.#log.peek();
      const page = reply?.type === "history.page" && !isStale(log, reply.as_of) ? reply : null;
      const around = page === null || !isLoaded(log) ? null : pageAround(log, page);
      if (around !== null) this.#log.become(around);
      done();
    };
    this.#log.history({ around: seq }, (reply) => batch(() => onReply(reply)), FIRST);
  }

  /**
   * Brings a message on the screen; where the room is not loaded or away, as soon as it can be read. `exactly`: where
   * it is not there, nothing moves.
   */
  jumpTo(seq: number, exactly = false): void {
    this.#wanted = seq;
    this.#exactly = exactly;
    this.go();
  }

  /** The room was loaded, or is connected again: on with what one wanted. */
  go(): void {
    const [seq, log] = [this.#wanted, this.#log.peek()];
    if (seq === null || this.#going || !isLoaded(log)) return;
    if (seq > log.low && seq <= log.high) this.#arrive(seq);
    else {
      this.#going = true;
      this.#log.history({ around: seq }, (reply) => batch(() => this.#onAround(seq, reply)));
    }
  }

  forget(): void {
    this.#stop();
    batch(() => {
      this.#wanted = null;
      this.#target.value = null;
      this.#olderEnd.value = "idle";
      this.#newerEnd.value = "idle";
    });
  }

  #pages(side: Side, left: number, stale = STALE_PAGES): void {
    if (side.end.value === "loading") return;
    side.end.value = "loading";
    const onReply = (reply: Reply | null) =>
      batch(() => {
        const log = this.#log.peek();
        if (reply?.type !== "history.page" || isStale(log, reply.as_of)) {
          side.end.value = reply?.type === "error" ? "failed" : "idle";
          if (reply?.type === "history.page" && stale > 0) this.#pages(side, left, stale - 1);
          return;
        }
        this.#take(side, side.pieces(reply), () => {
          side.end.value = "idle";
          const merged = this.#log.peek();
          const nothing = !reply.events.some((event) => event.type === "message.created");
          if (nothing && merged !== log && left > 1 && side.more(merged)) this.#pages(side, left - 1);
        });
      });
    this.#log.history({ before: side.before() }, onReply, STEP);
  }

  /** A piece in each frame, until all are in the log, or the log is not what they go on from any more. */
  #take(side: Side, pieces: readonly HistoryPage[], done: () => void): void {
    const [piece, ...rest] = pieces;
    const log = this.#log.peek();
    const { epoch } = log;
    const merged = piece === undefined ? log : side.merge(log, piece);
    this.#log.become(merged);
    if (merged === log || rest.length === 0) {
      done();
      return;
    }
    this.#stop = this.#log.drawn(() =>
      batch(() => {
        const now = this.#log.peek();
        const goesOn = (one: HistoryPage) => !isStale(now, one.as_of) && one.first_seq >= now.first;
        this.#take(side, now.epoch === epoch && rest.every(goesOn) ? rest : [], done);
      }),
    );
  }

  #onNewest(reply: Reply | null): void {
    const before = this.#log.peek();
    this.#newerEnd.value = reply?.type === "error" ? "failed" : "idle";
    if (reply?.type !== "history.page") {
      this.#log.become(resume(before, this.#log.me()));
      return;
    }
    const after = isStale(before, reply.as_of) ? null : newestPage(before, reply, this.#log.me());
    if (after === null) this.#reload();
    else this.#log.become(after);
  }

  #onAround(seq: number, reply: Reply | null): void {
    this.#going = false;
    if (this.#wanted !== seq) {
      this.go();
      return;
    }
    // A jump that comes when nobody waits for it any more would be worse than none.
    if (reply?.type === "error") this.#wanted = null;
    const refused = reply?.type === "error" && reply.retryable !== true;
    if (this.#exactly && refused) this.#onMissing(seq);
    if (reply?.type !== "history.page") return;
    const log = this.#log.peek();
    if (isStale(log, reply.as_of)) {
      this.go();
      return;
    }
    const around = pageAround(log, reply);
    this.#wanted = null;
    if (this.#exactly && !reply.events.some((event) => event.seq === seq && isMessage(event))) {
      this.#onMissing(seq);
      return;
    }
    // It may be newer than what came so far.
    this.#exactly = false;
    if (around === null) return;
    this.#log.become(around);
    this.#arrive(seq);
  }

  /** Where nothing is to be seen at `seq`, the next message is as good, unless that very one is meant. */
  #arrive(seq: number): void {
    const { messages } = this.#log.peek();
    const found = messages.find((message) => message.seq >= seq) ?? messages.at(-1);
    this.#wanted = null;
    if (this.#exactly && found?.seq !== seq) this.#onMissing(seq);
    else if (found !== undefined)
      this.#target.value = { seq: found.seq, turn: (this.#target.peek()?.turn ?? 0) + 1 };
  }
}

/** Events that are taken into the log in one frame, which takes as long as what it draws. */
const PIECE = 8;

function upFrom(page: HistoryPage): readonly HistoryPage[] {
  const count = Math.max(1, Math.ceil(page.events.length / PIECE));
  const starts = Array.from({ length: count }, (_, i) => i * PIECE);
  return starts.map((start) => ({ ...page, events: page.events.slice(start, start + PIECE) }));
}

function downFrom(page: HistoryPage): readonly HistoryPage[] {
  const ends = Array.from(upFrom(page), (_, i) => page.events.length - i * PIECE);
  return ends.map((end) => ({ ...page, events: page.events.slice(Math.max(0, end - PIECE), end) }));
}

const hasNewer = (log: RoomLog): boolean => isLoaded(log) && !atNewest(log);

function end(state: End, more: boolean): "none" | "more" | "loading" | "failed" {
  if (state !== "idle") return state;
  return more ? "more" : "none";
}
