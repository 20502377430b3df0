import { type Signal, signal } from "@preact/signals";
import type { Doing, Message, Notice, Outcome, OwnMessage, Referred, RoomEntry, RoomView } from "../contract";
import type { Folded, Person, RoomSummary } from "../wire.gen";

/** A room of the gallery whose every signal a scene may set. */
export type FakeView = {
  [K in keyof RoomView]: RoomView[K] extends { value: infer V } ? Signal<V> : RoomView[K];
};

/** A room as the rail shows it. */
export function entry(id: number, more: Partial<RoomEntry> = {}): RoomEntry {
  return {
    id,
    kind: "room",
    name: id === 1 ? "lobby" : `room-${id}`,
    title: "",
    topic: "",
    archived: false,
    read_only: false,
    owner: null,
    head: 0,
    first_seq: 1,
    count: 0,
    people: [],
    access: "public",
    history: "all",
    slow_seconds: 0,
    retention_days: null,
    role: "",
    read: 0,
    unread: 0,
    mentions: 0,
    notify: "mentions",
    fresh: 0,
    calls: 0,
    ...more,
  };
}

const WINDOW = 400;
const PAGE = 60;

/** A room without a server: its log in memory, the window that a screen shows of it, and what is done in it. */
export class FakeTalk {
  you = signal<Person | null>(null);
  current = signal<RoomView | null>(null);
  /** Everything said; the view holds a window of it. */
  log: Message[] = [];
  readonly view: FakeView;

  constructor() {
    const state = entry(1);
    this.view = {
      room: 1,
      state: signal<RoomSummary | null>(state),
      phase: signal<"loading" | "ready" | "failed">("ready"),
      messages: signal<readonly Message[]>([]),
      doings: signal<readonly Doing[]>([]),
      ranks: signal<ReadonlyMap<number, string>>(new Map()),
      pins: signal<readonly number[]>([]),
      referred: (seq) => this.referred(seq),
      target: signal<{ seq: number; turn: number } | null>(null),
      own: signal<readonly OwnMessage[]>([]),
      notices: signal<readonly Notice[]>([]),
      older: signal<"none" | "more" | "loading" | "failed">("none"),
      newer: signal<"none" | "more" | "loading" | "failed">("none"),
      unseen: signal(0),
      readAtOpen: signal(0),
      openings: signal(1),
      people: signal<readonly Person[]>([]),
      count: signal(0),
      typing: signal<readonly Person[]>([]),
    };
    this.current.value = this.view;
  }

  /** Adds to the log without showing it. */
  past(sender: Person, body: string | null, at: number, more: Partial<Message> = {}): Message {
    const seq = this.log.length + 1;
    const message: Message = {
      type: "message.created",
      room: 1,
      seq,
      at,
      sender,
      body,
      key: `k${seq}`,
      asOf: seq,
      folded: {},
      ...more,
    };
    this.log.push(message);
    return message;
  }

  /** Somebody says something now. */
  say(sender: Person, body: string, more: Partial<Message> = {}): void {
    const message = this.past(sender, body, Date.now(), more);
    if (this.view.newer.value !== "none") this.view.unseen.value += 1;
    else this.view.messages.value = [...this.view.messages.value, message].slice(-WINDOW);
  }

  /** Shows the newest `count` messages of the log. */
  show(count = 100): void {
    this.view.messages.value = this.log.slice(-count);
    this.edges();
  }

  /** Folds a change into the message at `seq`, in the log and on the screen. */
  change(seq: number, folded: Folded, more: Partial<Message> = {}): null {
    const now = (message: Message): Message =>
      message.seq === seq ? { ...message, ...more, folded: { ...message.folded, ...folded } } : message;
    this.log = this.log.map(now);
    this.view.messages.value = this.view.messages.value.map(now);
    const referred = this.known.get(seq);
    if (referred) referred.value = this.lookUp(seq);
    return null;
  }

  loadOlder(): void {
    this.move("older", () => {
      const start = (this.view.messages.value[0]?.seq ?? 1) - 1;
      return this.log
        .slice(Math.max(0, start - PAGE), start)
        .concat(this.view.messages.value)
        .slice(0, WINDOW);
    });
  }

  loadNewer(): void {
    this.move("newer", () => {
      const end = this.view.messages.value.at(-1)?.seq ?? 0;
      return this.view.messages.value.concat(this.log.slice(end, end + PAGE)).slice(-WINDOW);
    });
  }

  jumpToNewest(): void {
    this.show();
    this.view.unseen.value = 0;
  }

  async edit(seq: number, body: string, mentions: number[]): Promise<Outcome> {
    return this.change(seq, { edited_at: Date.now() }, { body, mentions });
  }

  async recall(seq: number): Promise<Outcome> {
    this.view.pins.value = this.view.pins.value.filter((pin) => pin !== seq);
    const folded = { recalled_at: Date.now(), recalled_by: this.me(), reactions: [], previews: [] };
    return this.change(seq, folded, { body: null, files: [], options: [] });
  }

  async react(seq: number, emoji: string, on: boolean): Promise<Outcome> {
    const before = this.at(seq)?.folded.reactions ?? [];
    const known = before.some((reaction) => reaction.emoji === emoji);
    const reactions = (known ? before : [...before, { emoji, people: [] }]).map((reaction) => {
      if (reaction.emoji !== emoji) return reaction;
      const others = reaction.people.filter((person) => person !== this.me());
      return { emoji, people: on ? [...others, this.me()] : others };
    });
    return this.change(seq, { reactions: reactions.filter(({ people }) => people.length > 0) });
  }

  async pin(seq: number, on: boolean): Promise<Outcome> {
    const others = this.view.pins.value.filter((pin) => pin !== seq);
    this.view.pins.value = on ? [seq, ...others] : others;
    return this.change(seq, { pinned: on });
  }

  async vote(seq: number, option: number | null): Promise<Outcome> {
    const message = this.at(seq);
    const votes = (message?.options ?? []).map((_, i) => {
      const others = (message?.folded.votes?.[i] ?? []).filter((person) => person !== this.me());
      return i === option ? [...others, this.me()] : others;
    });
    return this.change(seq, { votes });
  }

  async closePoll(seq: number): Promise<Outcome> {
    return this.change(seq, { closed: true });
  }

  async versions(seq: number): Promise<readonly (readonly [number, string | null])[] | null> {
    const message = this.at(seq);
    if (!message) return null;
    return [
      [message.at, "周日去，我带茶具。"],
      [message.at + 40_000, "周六去，我带茶具。"],
      [message.folded.edited_at ?? message.at, message.body],
    ];
  }

  /** Goes to a message of this room, from wherever the window is. */
  open(_room: number, seq?: number): void {
    if (seq === undefined) return;
    const start = Math.max(0, seq - PAGE / 2);
    const { messages, target } = this.view;
    setTimeout(
      () => {
        if (!messages.value.some((message) => message.seq === seq)) {
          messages.value = this.log.slice(start, start + PAGE);
          this.edges();
        }
        target.value = { seq, turn: (target.value?.turn ?? 0) + 1 };
      },
      messages.value.some((message) => message.seq === seq) ? 0 : 200,
    );
  }

  private readonly known = new Map<number, Signal<Referred>>();

  private referred(seq: number): Signal<Referred> {
    const known = this.known.get(seq) ?? signal(this.lookUp(seq));
    this.known.set(seq, known);
    return known;
  }

  private lookUp(seq: number): Referred {
    const message = this.at(seq);
    return message && message.body !== null ? { kind: "message", message } : { kind: "gone" };
  }

  protected at(seq: number): Message | undefined {
    return this.log[seq - 1];
  }

  protected me(): number {
    return this.you.value?.id ?? 0;
  }

  private move(side: "older" | "newer", next: () => Message[]): void {
    if (this.view[side].value !== "more") return;
    this.view[side].value = "loading";
    setTimeout(() => {
      this.view.messages.value = next();
      this.edges();
    }, 250);
  }

  private edges(): void {
    const { messages, older, newer } = this.view;
    older.value = (messages.value[0]?.seq ?? 1) > 1 ? "more" : "none";
    newer.value = (messages.value.at(-1)?.seq ?? 0) < this.log.length ? "more" : "none";
  }
}
