/** Which room is on the screen: going to one, following a link, and what becomes of one that is no more. */
import { batch, type Signal } from "@preact/signals";
import type { PageNotice } from "../contract";
import type { Requests } from "../net/requests";
import type { Keys } from "../storage/keys";
import type { Hello, Sanction } from "../wire.gen";
import type { Past } from "./past";
import type { Place } from "./place";
import type { RoomRanks } from "./ranks";
import type { ReadMarks } from "./read-marks";
import type { RoomList } from "./rooms";
import type { Shelf } from "./shelf";
import type { Typing } from "./signs";

/** Every place begins with this room. */
export const LOBBY = 1;

export interface VisitsParts {
  shelf: Shelf;
  rooms: RoomList;
  past: Past;
  place: Place;
  readMarks: ReadMarks;
  typing: Typing;
  ranks: RoomRanks;
  requests: Requests;
  keys: Keys;
  notice: Signal<PageNotice | null>;
  /** What keeps one out of this very room. */
  shutOut(room: number): Sanction | null;
  online(): boolean;
  /** Whatever else is kept of this room goes too. */
  onDropped(room: number): void;
}

type Missing = Extract<PageNotice, { kind: "nowhere" }>;

export class Visits {
  readonly #parts: VisitsParts;
  /** A link that was followed before the server was heard. */
  #unproven: Missing | null = null;

  constructor(parts: VisitsParts) {
    this.#parts = parts;
  }

  /** Brings a room on the screen, at a message if one is given; `exactly`: a link leads there. */
  open(room: number, seq?: number, exactly = false): void {
    const { shelf, rooms, past, place, readMarks, typing, ranks, online } = this.#parts;
    const before = shelf.current.peek();
    if (before !== null && before.room !== room) {
      typing.now(before.room, false);
      readMarks.leave(before.room);
    }
    batch(() => {
      const next = shelf.open(room);
      if (next !== before) {
        readMarks.opened(room);
        const kept = past.take(room, place.me ?? 0, place.epoch);
        if (kept !== null) next.restore(kept);
        else next.reopened();
        if (online() && !next.live) next.onHello(place.epoch, rooms.peek(room)?.first_seq ?? 1);
        ranks.load(room);
        past.changed();
      }
      if (seq !== undefined) next.jumpTo(seq, exactly);
    });
  }

  /** Goes where a link leads; where nothing is to be seen, that is told, and one stays where one is. */
  follow(room: number, seq?: number): void {
    const { shelf, rooms, requests, keys, notice, online } = this.#parts;
    const place: Missing = { kind: "nowhere", room, seq: seq ?? null };
    if (notice.peek()?.kind === "nowhere") notice.value = null;
    if (!online()) this.#unproven = place;
    const known = rooms.peek(room) !== undefined;
    if (!online() || room === shelf.current.peek()?.room || (known && seq === undefined)) {
      this.open(room, seq, true);
      return;
    }
    const command = { type: "messages.read", id: keys.next(), room, seqs: [seq ?? 1] } as const;
    const from = shelf.current.peek();
    requests.ask(command, (reply) => {
      // Whoever went elsewhere meanwhile is left there.
      if (shelf.current.peek() !== from) return;
      const refused = reply?.type === "error" && reply.retryable !== true;
      const nothing = reply?.type === "messages.page" && reply.messages.length === 0;
      if (refused || (nothing && seq !== undefined)) notice.value = place;
      else {
        if (reply === null) this.#unproven = place;
        this.open(room, seq, true);
      }
    });
  }

  /** A link led to no message of an open room. */
  onMissing(room: number, seq: number): void {
    if (this.#parts.shelf.current.peek()?.room === room)
      this.#parts.notice.value = { kind: "nowhere", room, seq };
  }

  /**
   * The rooms that there are, before they are listed: tells what became of the one that was wanted. `mine`: those
   * that are listed are those of whoever is here.
   */
  onHello(hello: Hello, mine: boolean): void {
    const { shelf, rooms, notice } = this.#parts;
    const [wanted, linked] = [shelf.current.peek()?.room, this.#unproven];
    this.#unproven = null;
    if (wanted === undefined || hello.rooms.some(({ id }) => id === wanted)) return;
    const known = mine ? rooms.peek(wanted) : undefined;
    if (known === undefined && linked?.room === wanted) notice.value ??= linked;
    if (known !== undefined && known.kind !== "direct") notice.value ??= this.#goneOf(known);
  }

  /** Nothing of the room stays, on the screen or on the disk. */
  onGone(room: number): void {
    const { shelf, rooms, ranks, past, notice, onDropped } = this.#parts;
    const known = rooms.peek(room);
    batch(() => {
      rooms.drop(room);
      if (shelf.current.peek()?.room === room) {
        const next = room === LOBBY ? rooms.all.peek()[0]?.id : LOBBY;
        if (next === undefined) shelf.close();
        else this.open(next);
      }
      for (const part of [shelf, ranks, past]) part.drop(room);
      onDropped(room);
      if (known !== undefined && known.kind !== "direct") notice.value = this.#goneOf(known);
    });
  }

  /** One may be there again: that one may not is no news any more. */
  onListed(room: number): void {
    const { notice } = this.#parts;
    const told = notice.peek();
    if (told?.kind === "gone" && told.room === room) notice.value = null;
  }

  #goneOf({ id, title, name }: { id: number; title: string; name: string }): PageNotice {
    const { until, reason } = this.#parts.shutOut(id) ?? { until: null, reason: "" };
    return { kind: "gone", room: id, title: title || name, until, reason };
  }
}
