/** How a room begins when it is opened: at what place, what is new from there, and that nothing is drawn before. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { MOST_UNREAD, type RoomEntry, type RoomView } from "../contract";
import { hasOlder, type RoomLog } from "./room";
import type { Scroll } from "./scroll";

export interface OpeningParts {
  log(): RoomLog;
  scroll: Pick<Scroll, "wanted" | "begin">;
  /** What the list of rooms knows of this one. */
  entry(): RoomEntry | undefined;
  /** What stood at a seq is void: somebody else reads here, or another history. */
  onOther(): void;
}

type Phase = "loading" | "ready" | "failed";

export class Opening {
  readonly #phase = signal<Phase>("loading");
  readonly #beginning = signal(false);
  readonly #readAtOpen = signal(0);
  readonly #times = signal(0);
  /** The epoch of the last load; empty before it. */
  #epoch = "";
  #fromDisk = false;
  readonly #parts: OpeningParts;

  readonly phase: ReadonlySignal<Phase> = this.#phase;
  /** The newest are here, and one begins elsewhere: nothing is shown until that is here too. */
  readonly beginning: ReadonlySignal<boolean> = this.#beginning;
  readonly readAtOpen: RoomView["readAtOpen"] = this.#readAtOpen;
  readonly times: RoomView["openings"] = this.#times;

  constructor(parts: OpeningParts) {
    this.#parts = parts;
  }

  /** Whether what is shown is from this machine's disk, and the server has not said yet what came since. */
  get fromDisk(): boolean {
    return this.#fromDisk;
  }

  lost(): void {
    this.#phase.value = "loading";
  }

  refused(): void {
    this.#phase.value = "failed";
  }

  /** On the screen again after another room: the line of what is new stands where it was read to. */
  again(): void {
    if (this.#phase.peek() === "ready") this.#opened();
  }

  /** The line of what is new stands before `seq` from now on. */
  startsNew(seq: number): void {
    this.#readAtOpen.value = seq - 1;
    this.#times.value += 1;
  }

  /** The log is here as this machine kept it, of this epoch. */
  restored(epoch: string): void {
    batch(() => {
      this.#fromDisk = true;
      this.#phase.value = "ready";
      this.#epoch = epoch;
      this.#opened();
    });
  }

  /** The log is here as the server has it, of this epoch. */
  loaded(epoch: string): void {
    if (this.#epoch === epoch) {
      this.#phase.value = "ready";
      return;
    }
    if (this.#epoch !== "") this.#parts.onOther();
    this.#epoch = epoch;
    this.#fromDisk = false;
    this.#begin();
  }

  /** All that the server has is here. */
  here(): void {
    if (!this.#fromDisk) return;
    this.#fromDisk = false;
    // Opened in truth: what came since it was kept is new.
    this.#opened();
  }

  /** Somebody else reads here from now on. */
  forget(): void {
    this.#phase.value = "loading";
    this.#epoch = "";
    this.#fromDisk = false;
  }

  /** One begins at the first unread message: where that is not among the newest, those are not drawn at all. */
  #begin(): void {
    const { entry, log, scroll } = this.#parts;
    const [read, unread] = [entry()?.read ?? 0, entry()?.unread ?? 0];
    const [drawn, epoch] = [this.#phase.peek() === "ready", this.#epoch];
    const ready = () => {
      this.#beginning.value = false;
      if (this.#epoch !== epoch) return;
      this.#phase.value = "ready";
      this.#opened();
    };
    const some = read > 0 && unread > 0 && unread <= MOST_UNREAD;
    const far = some && read < log().low && hasOlder(log());
    if (drawn || !far || scroll.wanted !== null) ready();
    else {
      this.#beginning.value = true;
      scroll.begin(read + 1, ready);
    }
  }

  #opened(): void {
    batch(() => {
      this.#readAtOpen.value = this.#parts.entry()?.read ?? 0;
      this.#times.value += 1;
    });
  }
}
