/** A small server that speaks the wire: one room's log, keys that count once, refusals on demand. */

import type { Answer } from "../src/net/platform";
import type {
  Command,
  DurableEvent,
  ErrorCode,
  Hello,
  MessageCreated,
  MessageSend,
  Person,
  Reply,
  RoomSummary,
  ServerEvent,
} from "../src/wire.gen";
import type { Browser, FakeSocket, World } from "./world";

export const ROOM = 1;

interface Session {
  socket: FakeSocket;
  you: Person | null;
  joined: boolean;
  blockedBy: string | null;
}

export interface Refuse {
  code: ErrorCode;
  retryable: boolean;
  retry_after_ms?: number;
}

export class FakeServer {
  epoch = "e1";
  version = "0";
  proposedName = "Jasmine Fox";
  protocol = 1;
  /** What the read position of everyone is said to be. */
  read = 0;
  heartbeat = 10_000;
  log: DurableEvent[] = [];
  people: Person[] = [];
  takenNames = new Set<string>();
  resumeEvents = 1_000;
  posts = 0;
  /** Every `message.send` as it came, and every command's type in order. */
  received: MessageSend[] = [];
  commands: Command[] = [];
  /** Decides the fate of a send before anything else is done with it. */
  onSend: (command: MessageSend) => Refuse | "cut before commit" | "cut after commit" | null = () => null;
  refuseGuests: Refuse | null = null;
  mute = false;
  readonly sessions = new Set<Session>();
  refuseSignOut: Refuse | null = null;
  readonly #revoked = new Set<number>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.#beat();
  }

  connect(socket: FakeSocket, cookie: number | null): void {
    const you = this.people.find(({ id }) => id === cookie && !this.#revoked.has(id)) ?? null;
    const session: Session = { socket, you, joined: false, blockedBy: null };
    this.sessions.add(session);
    socket.ended = () => this.sessions.delete(session);
    socket.receive = (text) => this.#onCommand(session, JSON.parse(text));
    const hello: Hello = {
      type: "hello",
      protocol: this.protocol,
      version: this.version,
      name: "Teahouse",
      epoch: this.epoch,
      language: "en",
      limits: {
        body_bytes: 16_384,
        frame_bytes: 65_536,
        name_characters: 32,
        resume_events: this.resumeEvents,
        heartbeat_ms: this.heartbeat,
      },
      you,
      proposed_name: you === null ? this.proposedName : "",
      rooms: [this.#summary(session)],
    };
    this.#tell(session, hello);
  }

  http(browser: Browser, method: string, path: string, body: unknown): Answer {
    if (path.startsWith("/api/v1/names?language="))
      return { status: 200, body: { name: "Oolong Owl" }, retryAfter: null };
    if (method === "DELETE" && path === "/api/v1/session") return this.#endSession(browser);
    if (method !== "POST" || path !== "/api/v1/guests") return { status: 404, body: null, retryAfter: null };
    this.posts++;
    const { name } = body as { name: string };
    const refuse = this.refuseGuests;
    if (refuse !== null)
      return { status: refuse.retryable ? 429 : 403, body: { error: refuse }, retryAfter: null };
    if (this.takenNames.has(name))
      return { status: 409, body: { error: { code: "name_taken" } }, retryAfter: null };
    const you = this.guest(name);
    browser.cookie = you.id;
    return { status: 201, body: { you }, retryAfter: null };
  }

  #endSession(browser: Browser): Answer {
    const refuse = this.refuseSignOut;
    if (refuse !== null) return { status: 503, body: { error: refuse }, retryAfter: null };
    const id = browser.cookie;
    if (id === null || this.#revoked.has(id)) return { status: 401, body: null, retryAfter: null };
    browser.cookie = null;
    this.revoke(id);
    return { status: 204, body: null, retryAfter: null };
  }

  /** The session of a person is over: its cookie is worth nothing, its connections are closed. */
  revoke(id: number): void {
    this.#revoked.add(id);
    for (const session of [...this.sessions]) {
      if (session.you?.id !== id) continue;
      this.#tell(session, { type: "closing", code: "not_signed_in", message: "" });
      this.#world.after(2, () => session.socket.cut(4401));
    }
  }

  guest(name: string): Person {
    const you = { id: this.people.length + 1, name };
    this.people.push(you);
    this.takenNames.add(name);
    return you;
  }

  /** Somebody says something, or a blank takes a place. */
  append(
    sender: Person | null,
    body: string,
    key = crypto.randomUUID() as string,
    to: Person | null = null,
  ): DurableEvent {
    const seq = this.log.length + 1;
    const event: DurableEvent =
      sender === null
        ? { type: "event.blank", room: ROOM, seq }
        : { type: "message.created", room: ROOM, seq, at: seq, sender, key, body, to };
    this.log.push(event);
    for (const session of this.sessions) if (session.joined) this.#tell(session, seenBy(session, event));
    return event;
  }

  broadcast(event: ServerEvent): void {
    for (const session of this.sessions) this.#tell(session, event);
  }

  messages(): MessageCreated[] {
    return this.log.filter((event) => event.type === "message.created");
  }

  cutAll(code?: number): void {
    for (const session of this.sessions) session.socket.cut(code);
  }

  #beat(): void {
    this.#world.after(this.heartbeat, () => {
      if (!this.mute) this.broadcast({ type: "heartbeat", heads: { [ROOM]: this.log.length } });
      this.#beat();
    });
  }

  #onCommand(session: Session, command: Command): void {
    this.commands.push(command);
    if (this.mute) return;
    const { id } = command;
    switch (command.type) {
      case "message.send":
        this.#onSendCommand(session, command);
        return;
      case "outbox.resume":
        session.blockedBy = null;
        this.#tell(session, { type: "done", id });
        return;
      case "room.load": {
        session.joined = true;
        const events = this.log.slice(-(command.limit ?? 60)).map((event) => seenBy(session, event));
        const seq = this.log.length;
        this.#tell(session, {
          type: "room.loaded",
          id,
          epoch: this.epoch,
          state: this.#summary(session),
          seq,
          events,
        });
        return;
      }
      case "room.sync": {
        const behind = this.log.length - command.seq;
        if (command.epoch !== this.epoch || behind < 0 || behind > this.resumeEvents) {
          this.#tell(session, { type: "room.reset", id, room: ROOM, reason: "behind" });
          return;
        }
        session.joined = true;
        for (const event of this.log.slice(command.seq)) this.#tell(session, seenBy(session, event));
        const seq = this.log.length;
        this.#tell(session, { type: "room.caught_up", id, room: ROOM, seq, epoch: this.epoch });
        return;
      }
      case "history.read": {
        const end = Math.min(this.log.length, (command.before ?? 1) - 1);
        const events = this.log
          .slice(Math.max(0, end - (command.limit ?? 60)), end)
          .map((event) => seenBy(session, event));
        this.#tell(session, { type: "history.page", id, room: ROOM, first_seq: 1, events });
        return;
      }
      case "person.rename":
        if (this.takenNames.has(command.name))
          this.#refuse(session, id, { code: "name_taken", retryable: false });
        else {
          session.you = { id: session.you?.id ?? 0, name: command.name };
          this.#tell(session, { type: "person.accepted", id, you: session.you });
        }
        return;
      default:
        this.#tell(session, { type: "done", id });
    }
  }

  #onSendCommand(session: Session, command: MessageSend): unknown {
    this.received.push(command);
    const { id } = command;
    if (session.you === null) return this.#refuse(session, id, { code: "not_signed_in", retryable: false });
    if (session.blockedBy !== null) return this.#refuse(session, id, { code: "blocked", retryable: true });
    const fate = this.onSend(command);
    if (fate === "cut before commit") return session.socket.cut();
    if (fate !== null && fate !== "cut after commit") {
      if (fate.retryable) session.blockedBy = id;
      return this.#refuse(session, id, fate);
    }
    const before = this.messages().find((event) => event.key === id);
    const event =
      before ??
      this.append(session.you, command.body, id, this.people.find(({ id }) => id === command.to) ?? null);
    if (fate === "cut after commit") return session.socket.cut();
    const accepted = {
      type: "message.accepted",
      id,
      room: ROOM,
      seq: event.seq,
      at: 1,
      epoch: this.epoch,
    } as const;
    return this.#tell(session, before === undefined ? accepted : { ...accepted, duplicate: true });
  }

  #refuse(session: Session, id: string, { code, retryable, retry_after_ms }: Refuse): void {
    const wait = retry_after_ms === undefined ? {} : { retry_after_ms };
    this.#tell(session, { type: "error", id, code, message: code, retryable, ...wait });
  }

  #tell(session: Session, message: ServerEvent | Reply): void {
    session.socket.deliver(JSON.stringify(message));
  }

  #summary(session: Session): RoomSummary {
    return {
      id: ROOM,
      name: "lobby",
      title: "Lobby",
      topic: "",
      head: this.log.length,
      first_seq: 1,
      read: session.you === null ? 0 : this.read,
    };
  }
}

/** A whisper is a blank to everyone but the two. */
function seenBy({ you }: Session, event: DurableEvent): DurableEvent {
  if (event.type !== "message.created" || !event.to) return event;
  if (you !== null && (event.sender.id === you.id || event.to.id === you.id)) return event;
  return { type: "event.blank", room: ROOM, seq: event.seq };
}
