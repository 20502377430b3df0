/** The beginning of a page, and of each connection: what the disk kept, and then what the hello says. */
import { batch } from "@preact/signals";
import type { Platform } from "../net/platform";
import { inTime } from "../storage/patience";
import type { Hello } from "../wire.gen";
import type { Calls } from "./calls";
import type { Changes } from "./changes";
import type { Found } from "./found";
import type { Identity } from "./identity";
import type { Names } from "./names";
import type { Outbox } from "./outbox";
import type { Past } from "./past";
import type { Place } from "./place";
import type { RoomRanks } from "./ranks";
import type { ReadMarks } from "./read-marks";
import type { RoomList } from "./rooms";
import type { Shelf } from "./shelf";
import type { SignIn } from "./sign-in";
import type { SignOut } from "./sign-out";
import type { Standing } from "./standing";
import type { Visits } from "./visits";

export interface ArrivalParts {
  platform: Platform;
  place: Place;
  standing: Standing;
  names: Names;
  rooms: RoomList;
  shelf: Shelf;
  past: Past;
  ranks: RoomRanks;
  readMarks: ReadMarks;
  calls: Calls;
  changes: Changes;
  outbox: Outbox;
  identity: Identity;
  signIn: SignIn;
  signOut: SignOut;
  visits: Visits;
  founds: readonly Found[];
  /** What waited for a connection goes out. */
  go(): void;
}

export class Arrival {
  readonly #parts: ArrivalParts;
  /** Whose log is shown from the disk, until the first hello; null where none is. */
  #restored: number | null = null;

  constructor(parts: ArrivalParts) {
    this.#parts = parts;
  }

  /** Before the server is heard: what was there the last time. */
  async begin(): Promise<void> {
    const { platform, place, past, rooms, shelf } = this.#parts;
    const kept = await inTime(platform, past.restore(), null);
    if (kept === null || place.greeted.peek()) return;
    batch(() => {
      this.#restored = kept.owner;
      place.restore(kept);
      rooms.hello(
        kept.rooms,
        kept.moved.map(([room, head, at]) => [room, [head, at]]),
      );
      const room = shelf.open(shelf.current.peek()?.room ?? kept.room);
      const log = past.take(room.room, kept.owner, kept.epoch);
      if (log !== null) room.restore(log);
    });
  }

  /** Another epoch is another history: its seqs, and what was acknowledged in the old one, are void. */
  onEpoch(now: string): void {
    const { place, signOut, readMarks, calls, founds, changes, outbox } = this.#parts;
    if (place.epoch !== "" && place.epoch !== now) {
      signOut.notice.value ??= { kind: "reloaded" };
      for (const part of [readMarks, calls]) part.forget();
      for (const found of founds) found.end();
      changes.onEpoch();
      outbox.sendAgain();
    }
    place.epoch = now;
  }

  onHello(hello: Hello): void {
    const { outbox, go } = this.#parts;
    batch(() => {
      this.#whoIsHere(hello);
      this.#whatIsThere(hello);
      this.#whereOneIs(hello);
      go();
    });
    void outbox.restore().then(go);
  }

  #whoIsHere(hello: Hello): void {
    const { place, signOut, shelf, past, visits } = this.#parts;
    const before = place.me;
    // The session ended while this page was away. Where the store is another one, nobody ended it.
    if (before !== null && before !== hello.you?.id && hello.epoch === place.epoch) signOut.leave(before);
    if (hello.you !== null && signOut.notice.peek()?.kind === "signed_out") signOut.notice.value = null;
    const owner = hello.you?.id ?? 0;
    const mine = this.#restored === null || this.#restored === owner;
    this.#restored = null;
    past.keepOnly(owner);
    this.onEpoch(hello.epoch);
    visits.onHello(hello, mine);
    if (!mine) shelf.forget();
  }

  #whatIsThere(hello: Hello): void {
    const { place, standing, names, rooms, readMarks, identity, signIn } = this.#parts;
    place.onHello(hello);
    standing.onHello(hello);
    names.learn([...(hello.you ? [hello.you] : []), ...hello.rooms.flatMap((room) => room.people)]);
    rooms.hello(hello.rooms);
    for (const room of hello.rooms) rooms.read(room.id, readMarks.pending(room.id) ?? 0);
    identity.offer(hello.proposed_name);
    signIn.onHello(hello.you);
  }

  #whereOneIs(hello: Hello): void {
    const { shelf, ranks, past, visits, readMarks, names } = this.#parts;
    const wanted = shelf.current.peek()?.room;
    const room = hello.rooms.find(({ id }) => id === wanted) ?? hello.rooms[0];
    if (room !== undefined) shelf.open(room.id).onHello(hello.epoch, room.first_seq);
    if (room !== undefined) ranks.load(room.id);
    const known = new Set(hello.rooms.map(({ id }) => id));
    for (const gone of shelf.all) if (!known.has(gone.room)) visits.onGone(gone.room);
    past.keepRooms(known);
    for (const { id, first_seq } of hello.rooms) past.aged(id, first_seq);
    readMarks.again();
    names.again();
    past.changed();
  }
}
