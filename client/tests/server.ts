/** A small server that speaks the wire: logs of rooms, keys that count once, refusals on demand. */
import type { Answer } from "../src/net/platform";
import type {
  Command,
  DurableEvent,
  ErrorCode,
  File,
  Hello,
  MessageCreated,
  MessageSend,
  Person,
  Reply,
  Role,
  ServerEvent,
} from "../src/wire.gen";
import { Answers } from "./answers";
import { FakeHttp } from "./fake-http";
import { FakeRoom } from "./fake-room";
import { seenBy } from "./model";
import type { FakeSocket } from "./socket";
import type { Browser, World } from "./world";

export const ROOM = 1;

export interface Session {
  socket: FakeSocket;
  you: Person | null;
  /** The rooms of which it hears. */
  joined: Set<number>;
  blockedBy: string | null;
}

export interface Refuse {
  code: ErrorCode;
  retryable: boolean;
  retry_after_ms?: number;
}

export type Fate = Refuse | "cut before commit" | "cut after commit" | null;

export class FakeServer {
  epoch = "e1";
  version = "0";
  proposedName = "Jasmine Fox";
  protocol = 1;
  /** What the read position of everyone is said to be, who marked none. */
  read = 0;
  heartbeat = 10_000;
  people: Person[] = [];
  takenNames = new Set<string>();
  resumeEvents = 1_000;
  posts = 0;
  /** So many come that each has to show a proof of work. */
  flooded = false;
  riddles = 0;
  /** It takes no proof: each was used on it before. */
  forgetful = false;
  /** Every `message.send` as it came, and every command in order. */
  received: MessageSend[] = [];
  commands: Command[] = [];
  /** Decides the fate of a command that makes an event before anything else is done with it. */
  onSend: (command: MessageSend) => Fate = () => null;
  onChange: (command: Command) => Fate = () => null;
  /** Answers stay away while it says so. */
  onAsked: (command: Command) => boolean = () => true;
  /** A command is carried out so many milliseconds late, whatever comes behind it. */
  slowness: (command: Command) => number = () => 0;
  refuseGuests: Refuse | null = null;
  refuseSignOut: Refuse | null = null;
  mute = false;
  fileBytes = 1_000;
  files: File[] = [];
  dropped: string[] = [];
  ignored = new Map<number, Set<number>>();
  /** What people are here who are no guests. */
  readonly roles = new Map<number, Role>();
  /** How often a session got another secret. */
  renewals = 0;
  readonly rooms = new Map<number, FakeRoom>();
  readonly sessions = new Set<Session>();
  readonly #revoked = new Set<number>();
  readonly #world: World;
  readonly #answers: Answers;
  readonly #http: FakeHttp;
  readonly #moved = new Set<number>();

  constructor(world: World) {
    this.#world = world;
    this.#answers = new Answers(this);
    this.#http = new FakeHttp(this);
    this.addRoom("lobby", "Lobby");
    this.#beat();
  }

  /** The log of the lobby. */
  get log(): DurableEvent[] {
    return this.room(ROOM).log;
  }

  set log(log: DurableEvent[]) {
    this.room(ROOM).log = log;
  }

  room(id: number): FakeRoom {
    const room = this.rooms.get(id);
    if (room === undefined) throw new Error(`no room ${id}`);
    return room;
  }

  addRoom(name: string, title: string, members: Person[] | null = null): FakeRoom {
    const room = new FakeRoom(this.rooms.size + 1, name, title, members);
    this.rooms.set(room.id, room);
    this.relist(room.id);
    return room;
  }

  /** Tells all who may know of a room what it is now. */
  relist(id: number): void {
    const room = this.room(id);
    for (const session of this.sessions)
      if (room.mayEnter(session.you)) this.tell(session, { type: "room.listed", room: room.info() });
  }

  connect(socket: FakeSocket, cookie: number | null): void {
    const you = this.people.find(({ id }) => id === cookie && !this.#revoked.has(id)) ?? null;
    const session: Session = { socket, you, joined: new Set(), blockedBy: null };
    this.sessions.add(session);
    socket.ended = () => this.sessions.delete(session);
    socket.receive = (text) => this.#onCommand(session, JSON.parse(text));
    const hello: Hello = {
      type: "hello",
      role: this.roleOf(you),
      sanctions: [],
      house: null,
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
        edit_ms: 86_400_000,
        recall_ms: 0,
        file_bytes: this.fileBytes,
      },
      you,
      proposed_name: you === null ? this.proposedName : "",
      rooms: [...this.rooms.values()]
        .filter((room) => room.mayEnter(you))
        .map((room) => room.summary(you, this.read)),
      ignored: [...(this.ignored.get(you?.id ?? 0) ?? [])],
    };
    this.tell(session, hello);
  }

  http(browser: Browser, method: string, path: string, body: unknown): Answer {
    return this.#http.answer(browser, method, path, body);
  }

  roleOf(you: Person | null): Role {
    return you === null ? "visitor" : (this.roles.get(you.id) ?? "guest");
  }

  /** Somebody is made something else by somebody else. */
  rank(you: Person, role: Role): void {
    this.roles.set(you.id, role);
    for (const session of this.sessions)
      if (session.you?.id === you.id) this.tell(session, { type: "standing.changed", role, sanctions: [] });
  }

  /** Somebody is taken out of a private room. */
  remove(id: number, person: Person): void {
    this.room(id).roles.delete(person.id);
    this.add(id, { type: "member.removed", sender: this.people[0] as Person, member: person });
    for (const session of this.sessions) {
      if (session.you?.id !== person.id) continue;
      session.joined.delete(id);
      this.tell(session, { type: "room.gone", room: id });
    }
  }

  isRevoked(id: number): boolean {
    return this.#revoked.has(id);
  }

  /** The session of a person is over: its cookie is worth nothing, its connections are closed. */
  revoke(id: number): void {
    this.#revoked.add(id);
    this.cutOff(id);
  }

  /** Closes the connections of a session that another one has taken the place of. */
  cutOff(id: number): void {
    for (const session of [...this.sessions]) {
      if (session.you?.id !== id) continue;
      this.tell(session, { type: "closing", code: "not_signed_in", message: "" });
      this.#world.after(2, () => session.socket.cut(4401));
    }
  }

  guest(name: string): Person {
    const you = { id: this.people.length + 1, name };
    this.people.push(you);
    this.takenNames.add(name);
    return you;
  }

  /** Somebody says something in the lobby, or a blank takes a place. */
  append(
    sender: Person | null,
    body: string,
    key: string = crypto.randomUUID(),
    to: Person | null = null,
  ): DurableEvent {
    return sender === null
      ? this.add(ROOM, { type: "event.blank" })
      : this.add(ROOM, { type: "message.created", sender, key, body, ...(to === null ? {} : { to }) });
  }

  /** Any event takes the next place of a room. */
  add(id: number, event: Record<string, unknown> & { type: DurableEvent["type"] }): DurableEvent {
    const room = this.room(id);
    const seq = room.log.length + 1;
    const key = crypto.randomUUID();
    const whole = { room: id, seq, at: seq, key, ...event } as DurableEvent;
    room.log.push(whole);
    for (const session of this.sessions) {
      if (session.joined.has(id)) this.tell(session, seenBy(session.you?.id ?? null, whole, room.log));
      const notice = room.notice(session.you, whole);
      if (notice !== null) this.tell(session, notice);
    }
    this.#tellActivity(id);
    return whole;
  }

  broadcast(event: ServerEvent): void {
    for (const session of this.sessions) this.tell(session, event);
  }

  messages(): MessageCreated[] {
    return this.log.filter((event) => event.type === "message.created");
  }

  cutAll(code?: number): void {
    for (const session of this.sessions) session.socket.cut(code);
  }

  tell(session: Session, message: ServerEvent | Reply): void {
    session.socket.deliver(JSON.stringify(message));
  }

  refuse(session: Session, id: string, { code, retryable, retry_after_ms }: Refuse): void {
    const wait = retry_after_ms === undefined ? {} : { retry_after_ms };
    this.tell(session, { type: "error", id, code, message: code, retryable, ...wait });
  }

  #tellActivity(id: number): void {
    this.#moved.add(id);
    if (this.#moved.size > 1) return;
    this.#world.after(500, () => {
      const moved = [...this.#moved].map((one) => this.room(one));
      this.#moved.clear();
      for (const session of this.sessions) {
        const known = moved.filter((room) => room.mayEnter(session.you));
        const rooms = known.map((room) => [room.id, room.log.length, room.count(room.log.length)] as const);
        this.tell(session, { type: "room.activity", rooms });
      }
    });
  }

  #beat(): void {
    this.#world.after(this.heartbeat, () => {
      const heads = Object.fromEntries([...this.rooms].map(([id, room]) => [id, room.log.length]));
      if (!this.mute) this.broadcast({ type: "heartbeat", heads });
      this.#beat();
    });
  }

  #onCommand(session: Session, command: Command): void {
    this.commands.push(command);
    if (this.mute || !this.onAsked(command)) return;
    const late = this.slowness(command);
    if (late === 0) this.#answers.to(session, command);
    else this.#world.after(late, () => this.#answers.to(session, command));
  }
}
