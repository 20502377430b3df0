/** One's rooms and conversations, with what is unread in each. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { RoomEntry } from "../contract";
import type {
  DurableEvent,
  NoticeCreated,
  ReadChanged,
  RoomActivity,
  RoomInfo,
  RoomSummary,
} from "../wire.gen";
import * as unread from "./unread";

export interface RoomListParts {
  me(): number | null;
  /** Unix milliseconds. */
  wall(): number;
  /** Others' messages after `seq`, where the log on the screen knows; else null. */
  counted(room: number, seq: number): number | null;
  /** The room's own events tell what happens in it: no need to guess by counts. */
  live(room: number): boolean;
  /** A BCP 47 tag, for the order of titles. */
  language(): string;
}

/** When a room moved last, as far as this machine knows: its head then, and Unix milliseconds. */
export type Moved = readonly [head: number, at: number];

export class RoomList {
  readonly #known = new Map<number, unread.Known>();
  /** As it is shown: told anew only when something but the head and the count is new. */
  readonly #shown = signal<ReadonlyMap<number, RoomEntry>>(new Map());
  readonly #moved = new Map<number, Moved>();
  readonly #parts: RoomListParts;
  /** To make one takes longer than to sort by it, and each message in an open room sorts anew. */
  #order: { language: string; collator: Intl.Collator } | null = null;

  readonly all: ReadonlySignal<readonly RoomEntry[]>;

  constructor(parts: RoomListParts) {
    this.#parts = parts;
    this.all = computed(() => this.#sorted([...this.#shown.value.values()]));
  }

  /** A room as it is listed; read inside an effect, what depends on it follows. */
  entry(room: number): RoomEntry | undefined {
    return this.#shown.value.get(room);
  }

  peek(room: number): unread.Known | undefined {
    return this.#known.get(room);
  }

  get moved(): ReadonlyMap<number, Moved> {
    return this.#moved;
  }

  /** All rooms there are, as the server tells them. */
  hello(rooms: readonly RoomSummary[], moved: Iterable<readonly [number, Moved]> = []): void {
    for (const [room, when] of moved) this.#moved.set(room, when);
    for (const room of rooms) this.#move(room.id, room.head);
    this.#replace(rooms.map((room) => unread.known(this.#titled(room))));
  }

  /** One may not know of it any more. */
  drop(room: number): void {
    this.#moved.delete(room);
    this.#replace([...this.#known.values()].filter(({ id }) => id !== room));
  }

  listed(info: RoomInfo): void {
    const before = this.peek(info.id);
    const { title, topic, archived, read_only, owner, people, ...rules } = this.#titled(info);
    const { access, history, slow_seconds, retention_days } = rules;
    const about = { title, topic, archived, read_only, owner, people };
    const now = { ...about, access, history, slow_seconds, retention_days };
    const fresh = { ...info, read: 0, unread: null, mentions: 0, notify: "mentions", role: "" };
    this.#move(info.id, info.head);
    this.#put(before === undefined ? unread.known({ ...fresh, ...now }) : { ...before, ...now });
  }

  /** The state of a room that was loaded or opened; `read` is what this page told, or is about to tell. */
  loaded(summary: RoomSummary, read: number | null): void {
    const known = unread.known(this.#titled(summary));
    this.#move(summary.id, summary.head);
    this.#put(read !== null && read > known.read ? this.#reading(known, read) : known);
  }

  activity(event: RoomActivity): void {
    batch(() => {
      for (const [room, head, count] of event.rooms) {
        const known = this.peek(room);
        this.#move(room, head);
        if (known !== undefined && !this.#parts.live(room)) this.#put(unread.moved(known, head, count));
      }
    });
  }

  /** What the log of a room that is open got. */
  applied(room: number, events: readonly DurableEvent[]): void {
    const me = this.#parts.me();
    let known = this.peek(room);
    if (known === undefined) return;
    for (const event of events) known = ranked(unread.applied(known, event, me), event, me);
    this.#move(room, known.head);
    this.#put(known);
  }

  /** One's own message got its place in a room whose log is not here. */
  said(room: number, seq: number): void {
    const known = this.peek(room);
    if (known !== undefined && !this.#parts.live(room)) this.#put(unread.said(known, seq));
  }

  called(event: NoticeCreated): void {
    const known = this.peek(event.message.room);
    if (known !== undefined) this.#put(unread.called(known, event));
  }

  /** The server's word on what was read; `told` is what this page is about to tell it, or null. */
  readChanged(event: ReadChanged, told: number | null): void {
    const known = this.peek(event.room);
    if (known === undefined) return;
    const { room, read, notify } = event;
    if (told !== null && told > read) this.#put({ ...known, notify });
    else this.#put(unread.told(known, event, this.#parts.live(room), this.#parts.counted(room, read)));
  }

  read(room: number, seq: number): void {
    const known = this.peek(room);
    if (known !== undefined && seq > known.read) this.#put(this.#reading(known, seq));
  }

  /** Everything from `seq` on is unread again. */
  unread(room: number, seq: number): void {
    const known = this.peek(room);
    if (known !== undefined) this.#put(unread.back(known, seq - 1, this.#parts.counted(room, seq - 1)));
  }

  notify(room: number, notify: string): void {
    const known = this.peek(room);
    if (known !== undefined) this.#put({ ...known, notify });
  }

  /** Another person is here, who will be told of other rooms: no unread, and no conversations. */
  forget(): void {
    const open = [...this.#known.values()].filter((room) => room.kind !== "direct");
    const blank = { read: 0, unread: null, mentions: 0, notify: "mentions" };
    this.#moved.clear();
    this.#replace(open.map((room) => unread.known({ ...room, ...blank })));
  }

  #reading(known: unread.Known, seq: number): unread.Known {
    return unread.read(known, seq, this.#parts.counted(known.id, seq));
  }

  #replace(rooms: readonly unread.Known[]): void {
    this.#known.clear();
    for (const room of rooms) this.#known.set(room.id, room);
    this.#shown.value = new Map(rooms.map((room) => [room.id, unread.entryOf(room)]));
  }

  #put(room: unread.Known): void {
    const before = this.peek(room.id);
    this.#known.set(room.id, room);
    const [was, entry] = [this.#shown.peek().get(room.id), unread.entryOf(room)];
    // Where a conversation stands in the list is a matter of when it moved.
    const moved = room.kind === "direct" && before?.head !== room.head;
    if (was === undefined || moved || !unread.looksLike(was, entry))
      this.#shown.value = new Map(this.#shown.peek()).set(room.id, entry);
  }

  #move(room: number, head: number): void {
    const before = this.#moved.get(room);
    if (before === undefined || head > before[0]) this.#moved.set(room, [head, this.#parts.wall()]);
  }

  /** A conversation is called after the others in it. */
  #titled<R extends RoomInfo>(room: R): R {
    if (room.kind !== "direct" || room.title !== "") return room;
    const me = this.#parts.me();
    const names = room.people.filter((person) => person.id !== me).map((person) => person.name);
    return { ...room, title: names.join(this.#parts.language().startsWith("zh") ? "、" : ", ") };
  }

  #collator(): Intl.Collator {
    const language = this.#parts.language();
    if (this.#order?.language !== language)
      this.#order = {
        language,
        collator: new Intl.Collator(language, { numeric: true, sensitivity: "base" }),
      };
    return this.#order.collator;
  }

  #sorted(rooms: readonly RoomEntry[]): readonly RoomEntry[] {
    const order = this.#collator();
    const rank = (room: RoomEntry) => (room.archived ? 2 : room.kind === "direct" ? 1 : 0);
    const last = (room: RoomEntry) => this.#moved.get(room.id)?.[1] ?? 0;
    return rooms.toSorted((a, b) => {
      if (rank(a) !== rank(b)) return rank(a) - rank(b);
      if (rank(a) === 1) return last(b) - last(a) || b.id - a.id;
      return order.compare(a.title || a.name, b.title || b.name) || a.id - b.id;
    });
  }
}

/** One's own role in the room, after an event of its log. */
function ranked(room: unread.Known, event: DurableEvent, me: number | null): unread.Known {
  if (event.type === "member.added" && event.member.id === me) return { ...room, role: event.role };
  if (event.type === "member.removed" && event.member.id === me) return { ...room, role: "" };
  return room;
}
