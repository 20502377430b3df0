import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type {
  Call,
  Chat,
  Connection,
  Doing,
  Hits,
  Message,
  Notice,
  Outcome,
  OwnMessage,
  PageNotice,
  Referred,
  RoomEntry,
  RoomView,
  SendOptions,
  Upload,
} from "../contract";
import { Api } from "../state/api";
import type { Role } from "../state/standing";
import type { Folded, House, Person, RoomSummary, Sanction } from "../wire.gen";

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

/** A Chat without a server: it plays one's own part, and loads history out of a list. */
export class FakeChat implements Chat {
  connection = signal<Connection>({ phase: "online" });
  /** What the server answers to what is asked for, by path; anything else is out of order. */
  answers: Record<string, unknown> = {};
  api: Pick<Api, "ask"> = new Api({
    ask: async (_, path) => {
      const body = this.answers[path.replace("/api/v1/", "")];
      return { status: body === undefined ? 503 : 200, body: body ?? null, retryAfter: null };
    },
  });
  role = signal<Role>("guest");
  sanctions = signal<readonly Sanction[]>([]);
  house = signal<House | null>(null);
  queue = signal({ reports: 0, held: 0 });
  placeName = signal("Teahouse");
  you = signal<Person | null>(null);
  proposedName = signal("");
  proving = signal(false);
  rooms = signal<readonly RoomEntry[]>([]);
  current = signal<RoomView | null>(null);
  bodyBytes = signal(16_384);
  notice = signal<PageNotice | null>(null);
  limits = signal({ editMs: 24 * 3_600_000, recallMs: 2 * 3_600_000, fileBytes: 25 * 2 ** 20 });
  ignored = signal<ReadonlySet<number>>(new Set());
  called = signal<Call | null>(null);
  uploads = signal<readonly Upload[]>([]);
  hits = signal<Hits | null>(null);
  mentions = signal<Hits | null>(null);
  unsent = computed(() => this.view.own.value);
  /** Everything said; the view holds a window of it. */
  log: Message[] = [];
  readonly view: FakeView;

  constructor() {
    const state = entry(1);
    this.rooms.value = [state];
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

  send(body: string, options: SendOptions = {}): void {
    this.you.value ??= { id: 4, name: this.proposedName.value };
    const key = crypto.randomUUID();
    const { to, mentions = [], everyone = false, replyTo = null, action = false, color = null } = options;
    const { files = [], options: choices = [] } = options;
    const own: OwnMessage = {
      key,
      room: 1,
      body,
      to: to ?? null,
      mentions,
      everyone,
      replyTo,
      action,
      color,
      files,
      options: choices,
      at: Date.now(),
      state: "pending",
      code: null,
      retryAt: null,
    };
    this.view.own.value = [...this.view.own.value, own];
    this.uploads.value = this.uploads.value.filter(({ file }) => !file || !files.includes(file));
    setTimeout(() => {
      if (!this.you.value || this.connection.value.phase !== "online") return;
      this.view.own.value = this.view.own.value.filter((message) => message.key !== key);
      const more = { key, mentions, everyone, reply_to: replyTo, action, color, files, options: choices };
      this.say(this.you.value, body, { ...more, ...(to ? { to } : {}) });
    }, 300);
  }

  retry(key: string): void {
    this.view.own.value = this.view.own.value.map((message) =>
      message.key === key ? { ...message, state: "pending", code: null, retryAt: null } : message,
    );
  }

  withdraw(key: string): string {
    const found = this.view.own.value.find((message) => message.key === key);
    this.view.own.value = this.view.own.value.filter((message) => message !== found);
    return found?.body ?? "";
  }

  async rename(name: string): Promise<"name_taken" | "bad_name" | null> {
    if (this.view.people.value.some((person) => person.name === name)) return "name_taken";
    if (name.length > 40) return "bad_name";
    this.you.value = { id: this.you.value?.id ?? 4, name };
    return null;
  }

  async signOut(): Promise<"offline" | null> {
    if (this.connection.value.phase !== "online") return "offline";
    const dropped = this.view.own.value.length;
    this.notice.value = { kind: "signed_out", name: this.you.value?.name ?? "", dropped };
    this.you.value = null;
    this.view.own.value = [];
    this.view.messages.value = this.view.messages.value.filter((message) => !message.to);
    this.proposeAnother();
    return null;
  }

  renew<T extends { ok: boolean }>(ask: () => Promise<T>): Promise<T> {
    return ask();
  }

  isOut(): void {
    this.you.value = null;
  }

  dismissNotice(): void {
    this.notice.value = null;
  }

  proposeAnother(): void {
    const names = ["山间清风", "Jasmine Fox", "听雨的茶客", "Quiet Heron", "松下问童子"];
    this.proposedName.value = names[(names.indexOf(this.proposedName.value) + 1) % names.length] ?? "";
  }

  loadRanks(): void {}

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

  nameOf(person: number): ReadonlySignal<string> {
    const people = [...this.view.people.value, ...this.log.map(({ sender }) => sender)];
    return signal(people.find(({ id }) => id === person)?.name ?? `茶客 ${person}`);
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

  async createRoom(title: string, topic: string): Promise<Outcome> {
    const id = this.rooms.value.length + 1;
    this.rooms.value = [...this.rooms.value, entry(id, { title, topic })];
    return null;
  }

  async changeRoom(room: number, change: Partial<RoomEntry>): Promise<Outcome> {
    this.rooms.value = this.rooms.value.map((each) => (each.id === room ? { ...each, ...change } : each));
    const { state } = this.view;
    if (state.value?.id === room) state.value = { ...state.value, ...change };
    return null;
  }

  async openDirect(): Promise<Outcome> {
    return null;
  }

  async setNotify(room: number, level: "all" | "mentions" | "none"): Promise<Outcome> {
    return this.changeRoom(room, { notify: level });
  }

  async setStatus(away: boolean, status: string): Promise<Outcome> {
    if (this.you.value) this.you.value = { ...this.you.value, away, status };
    return null;
  }

  async ignore(person: number, ignored: boolean): Promise<Outcome> {
    const others = new Set([...this.ignored.value].filter((id) => id !== person));
    this.ignored.value = ignored ? others.add(person) : others;
    return null;
  }

  async markUnread(seq: number, room = 1): Promise<Outcome> {
    if (room !== 1) return this.changeRoom(room, { read: seq - 1, fresh: 1, calls: 1 });
    this.view.readAtOpen.value = seq - 1;
    this.view.openings.value += 1;
    return null;
  }

  async findPeople(start: string): Promise<readonly Person[]> {
    return this.view.people.value.filter(({ name }) => name.startsWith(start));
  }

  search(query: string): void {
    const found = this.log.filter(({ body }) => body?.includes(query)).reverse();
    this.hits.value =
      query === "" ? null : { query, state: "ready", messages: found, count: found.length, more: false };
  }

  loadMentions(): void {
    const found = this.log.filter(({ mentions }) => mentions?.includes(this.me())).reverse();
    this.mentions.value = { query: "", state: "ready", messages: found, count: found.length, more: false };
  }

  /** A file takes two seconds; one above the limit is refused, as the server would. */
  upload(files: readonly globalThis.File[]): void {
    for (const { name, size, type } of files) {
      const id = crypto.randomUUID();
      const fits = size <= this.limits.value.fileBytes;
      const file = { id, name, size, type };
      const change = (now: Partial<Upload>): void => {
        this.uploads.value = this.uploads.value.map((each) => (each.id === id ? { ...each, ...now } : each));
      };
      const fate = fits
        ? { state: "going" as const, code: null }
        : { state: "failed" as const, code: "too_large" as const };
      this.uploads.value = [
        ...this.uploads.value,
        { id, name, size, picture: null, progress: 0, ...fate, file: null },
      ];
      if (!fits) continue;
      for (let i = 1; i < 10; i += 1) setTimeout(() => change({ progress: i / 10 }), i * 200);
      setTimeout(() => change({ progress: 1, state: "done", file }), 2000);
    }
  }
  dropUpload(id: string): void {
    this.uploads.value = this.uploads.value.filter((upload) => upload.id !== id);
  }
  retryUpload(): void {}
  moreHits(): void {}
  moreMentions(): void {}
  typingNow(): void {}
  markRead(seq?: number, room?: number): void {
    if (seq !== undefined && room !== undefined)
      void this.changeRoom(room, { read: seq, fresh: 0, calls: 0 });
  }
  markAllRead(): void {
    this.rooms.value = this.rooms.value.map((room) => ({ ...room, fresh: 0, calls: 0, read: room.head }));
  }

  reconnectNow(): void {
    this.connection.value = { phase: "online" };
    this.view.phase.value = "ready";
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

  private at(seq: number): Message | undefined {
    return this.log[seq - 1];
  }

  private me(): number {
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
