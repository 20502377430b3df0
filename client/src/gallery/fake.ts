import { computed, type Signal, signal } from "@preact/signals";
import type { Chat, Connection, Notice, OwnMessage, PageNotice, RoomView } from "../contract";
import type { MessageCreated, Person, RoomSummary } from "../wire.gen";

/** A room of the gallery whose every signal a scene may set. */
export type FakeView = {
  [K in keyof RoomView]: RoomView[K] extends { value: infer V } ? Signal<V> : RoomView[K];
};

const WINDOW = 400;
const PAGE = 60;

/** A Chat without a server: it plays one's own part, and loads history out of a list. */
export class FakeChat implements Chat {
  connection = signal<Connection>({ phase: "online" });
  placeName = signal("Teahouse");
  you = signal<Person | null>(null);
  proposedName = signal("");
  rooms = signal<readonly RoomSummary[]>([]);
  current = signal<RoomView | null>(null);
  bodyBytes = signal(16_384);
  notice = signal<PageNotice | null>(null);
  unsent = computed(() => this.view.own.value);
  /** Everything said; the view holds a window of it. */
  log: MessageCreated[] = [];
  readonly view: FakeView;

  constructor() {
    const state = { id: 1, name: "lobby", title: "", topic: "", head: 0, first_seq: 1, read: 0 };
    this.rooms.value = [state];
    this.view = {
      room: 1,
      state: signal<RoomSummary | null>(state),
      phase: signal<"loading" | "ready" | "failed">("ready"),
      messages: signal<readonly MessageCreated[]>([]),
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
  past(sender: Person, body: string | null, at: number, more: Partial<MessageCreated> = {}): MessageCreated {
    const seq = this.log.length + 1;
    const message: MessageCreated = {
      type: "message.created",
      room: 1,
      seq,
      at,
      sender,
      body,
      key: `k${seq}`,
      ...more,
    };
    this.log.push(message);
    return message;
  }

  /** Somebody says something now. */
  say(sender: Person, body: string, more: Partial<MessageCreated> = {}): void {
    const message = this.past(sender, body, Date.now(), more);
    if (this.view.newer.value !== "none") this.view.unseen.value += 1;
    else this.view.messages.value = [...this.view.messages.value, message].slice(-WINDOW);
  }

  /** Shows the newest `count` messages of the log. */
  show(count = 100): void {
    this.view.messages.value = this.log.slice(-count);
    this.edges();
  }

  send(body: string, options: { to?: Person; mentions?: number[] } = {}): void {
    this.you.value ??= { id: 4, name: this.proposedName.value };
    const key = crypto.randomUUID();
    const { to, mentions = [] } = options;
    const own: OwnMessage = {
      key,
      room: 1,
      body,
      to: to ?? null,
      mentions,
      at: Date.now(),
      state: "pending",
      code: null,
      retryAt: null,
    };
    this.view.own.value = [...this.view.own.value, own];
    setTimeout(() => {
      if (!this.you.value || this.connection.value.phase !== "online") return;
      this.view.own.value = this.view.own.value.filter((message) => message.key !== key);
      this.say(this.you.value, body, { key, mentions, ...(to ? { to } : {}) });
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

  dismissNotice(): void {
    this.notice.value = null;
  }

  proposeAnother(): void {
    const names = ["山间清风", "Jasmine Fox", "听雨的茶客", "Quiet Heron", "松下问童子"];
    this.proposedName.value = names[(names.indexOf(this.proposedName.value) + 1) % names.length] ?? "";
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

  typingNow(): void {}
  markRead(): void {}

  reconnectNow(): void {
    this.connection.value = { phase: "online" };
    this.view.phase.value = "ready";
  }

  private move(side: "older" | "newer", next: () => MessageCreated[]): void {
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
