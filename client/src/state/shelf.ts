/** The rooms that are open: the one on the screen, and the last few, to go back to quickly. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Platform } from "../net/platform";
import type { OpenRoom } from "./open-room";

/** Rooms whose logs stay in memory. */
export const KEPT = 5;
/** So long the server goes on telling of a room that is not on the screen any more. */
export const LEAVE_MS = 30_000;

export class Shelf {
  readonly #current = signal<OpenRoom | null>(null);
  readonly current: ReadonlySignal<OpenRoom | null> = this.#current;
  /** The one that was open longest ago comes first. */
  readonly #rooms = new Map<number, OpenRoom>();
  /** Not kept any more, and not left yet: an answer about it is on its way. */
  readonly #parting = new Map<number, OpenRoom>();
  readonly #leaving = new Map<number, () => void>();
  readonly #platform: Platform;
  readonly #make: (room: number) => OpenRoom;

  constructor(platform: Platform, make: (room: number) => OpenRoom) {
    this.#platform = platform;
    this.#make = make;
  }

  find(room: number): OpenRoom | undefined {
    return this.#rooms.get(room) ?? this.#parting.get(room);
  }

  /** All that are held, on the screen or not. */
  get all(): OpenRoom[] {
    return [...this.#rooms.values()];
  }

  open(room: number): OpenRoom {
    const before = this.#current.peek();
    if (before?.room === room) return before;
    const next = this.find(room) ?? this.#make(room);
    this.#parting.delete(room);
    this.#rooms.delete(room);
    this.#rooms.set(room, next);
    next.stay();
    this.#leaving.get(room)?.();
    if (before !== null) this.#leaveLater(before);
    this.#current.value = next;
    for (const [id, old] of this.#rooms) {
      if (this.#rooms.size <= KEPT) break;
      this.#rooms.delete(id);
      this.#parting.set(id, old);
      old.leave(() => this.#parting.delete(id));
    }
    return next;
  }

  /** Nothing is left but the room on the screen, and that is empty. */
  forget(): void {
    const current = this.#current.peek();
    for (const cancel of this.#leaving.values()) cancel();
    this.#leaving.clear();
    this.#rooms.clear();
    this.#parting.clear();
    if (current === null) return;
    this.#rooms.set(current.room, current);
    current.forget();
  }

  /** It is there no more; it is not the one on the screen. */
  drop(room: number): void {
    this.#leaving.get(room)?.();
    this.#leaving.delete(room);
    this.#rooms.delete(room);
    this.#parting.delete(room);
  }

  /** Nothing is on the screen. */
  close(): void {
    const current = this.#current.peek();
    this.#current.value = null;
    if (current !== null) this.drop(current.room);
  }

  onDown(): void {
    for (const room of [...this.all, ...this.#parting.values()]) room.onDown();
    this.#parting.clear();
  }

  #leaveLater(room: OpenRoom): void {
    this.#leaving.get(room.room)?.();
    this.#leaving.set(
      room.room,
      this.#platform.after(LEAVE_MS, () => {
        if (this.#current.peek() !== room) room.leave();
      }),
    );
  }
}
