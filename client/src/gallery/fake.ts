import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type {
  Call,
  Chat,
  Connection,
  Hits,
  Outcome,
  OwnMessage,
  PageNotice,
  RoomEntry,
  SendOptions,
  Upload,
} from "../contract";
import { Api } from "../state/api";
import type { Role } from "../state/standing";
import type { House, Person, Sanction } from "../wire.gen";
import { entry, FakeTalk } from "./fake-talk";

export { entry, type FakeView } from "./fake-talk";

/** A Chat without a server: it plays one's own part. */
export class FakeChat extends FakeTalk implements Chat {
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
  proposedName = signal("");
  proving = signal(false);
  rooms = signal<readonly RoomEntry[]>([entry(1)]);
  bodyBytes = signal(16_384);
  notice = signal<PageNotice | null>(null);
  limits = signal({ editMs: 24 * 3_600_000, recallMs: 2 * 3_600_000, fileBytes: 25 * 2 ** 20 });
  ignored = signal<ReadonlySet<number>>(new Set());
  called = signal<Call | null>(null);
  uploads = signal<readonly Upload[]>([]);
  hits = signal<Hits | null>(null);
  quickHits = signal<Hits | null>(null);
  mentions = signal<Hits | null>(null);
  unsent = computed(() => this.view.own.value);

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

  nameOf(person: number): ReadonlySignal<string> {
    const people = [...this.view.people.value, ...this.log.map(({ sender }) => sender)];
    return signal(people.find(({ id }) => id === person)?.name ?? `茶客 ${person}`);
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
    this.hits.value = this.found(query);
  }

  quickSearch(query: string): void {
    this.quickHits.value = this.found(query);
  }

  private found(query: string): Hits | null {
    const messages = this.log.filter(({ body }) => body?.includes(query)).reverse();
    return query === "" ? null : { query, state: "ready", messages, count: messages.length, more: false };
  }

  follow(room: number, seq?: number): void {
    this.open(room, seq);
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
}
