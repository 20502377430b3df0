/** Puts the engine together: connection, open room, outbox, identity behind the contract of the screen. */
import { batch, computed, signal } from "@preact/signals";
import type { Chat, OwnMessage } from "../contract";
import { Connection } from "../net/connection";
import { browserPlatform, type Platform } from "../net/platform";
import { isReply, Requests } from "../net/requests";
import { Keys } from "../storage/keys";
import { lateOutbox, openOutbox } from "../storage/outbox";
import type { ErrorCode, Hello, Limits, Person, RoomSummary, ServerEvent, ServerMessage } from "../wire.gen";
import { Identity } from "./identity";
import { OpenRoom } from "./open-room";
import { type Item, Outbox } from "./outbox";
import { Sender } from "./sender";
import { SignIn } from "./sign-in";
import { ReadMark, Typing } from "./signs";

const BODY_BYTES = 16_384;
const FRAME_BYTES = 65_536;
/** Every place begins with this room. */
const LOBBY = 1;

export interface ChatOptions {
  platform?: Platform;
  /** The language of generated names, as a BCP 47 tag; the page's, if not given. */
  language?: () => string;
}

/** The engine, connecting. `stop` closes everything: for tests, and for a page that is replaced. */
export function createChat(options: ChatOptions = {}): Chat & { stop(): void } {
  const platform = options.platform ?? browserPlatform();
  const language = options.language ?? (() => document.documentElement.lang);
  const keys = new Keys(platform.wall, platform.randomBytes);
  const store = lateOutbox(openOutbox());

  const placeName = signal("");
  const you = signal<Person | null>(null);
  const rooms = signal<readonly RoomSummary[]>([]);
  const current = signal<OpenRoom | null>(null);
  const limits = signal<Limits | null>(null);
  /** A `hello` was heard: whether `you` is nobody is known. */
  const greeted = signal(false);

  const connection = new Connection(platform, { onMessage, onDown });
  const requests = new Requests(
    platform,
    (command) => connection.send(command),
    () => connection.restart(),
  );
  const online = () => connection.phase.peek().phase === "online";
  const me = () => you.peek()?.id ?? null;
  const outbox = new Outbox(platform, store, () => go());
  const own = computed(() => outbox.items.value.flatMap((item) => shown(item, you.value, greeted.value)));
  const identity = new Identity({ platform, store, language, onBecame });
  const signIn = new SignIn(platform, outbox, identity);
  const sender = new Sender({
    platform,
    outbox,
    requests,
    keys,
    sender: () => (online() ? me() : null),
    cursor: (room) =>
      current.peek()?.room === room ? (current.peek()?.cursor ?? 0) : Number.MAX_SAFE_INTEGER,
    frameBytes: () => limits.peek()?.frame_bytes ?? FRAME_BYTES,
  });
  const signs = { platform, requests, keys, canTell: () => online() && me() !== null };
  const readMark = new ReadMark(signs);
  const typing = new Typing(signs);

  /** Sends what can be sent; a visitor who has something to say becomes a guest first. */
  function go(): void {
    if (!online()) return;
    const person = me();
    if (person === null) {
      signIn.go();
      return;
    }
    const room = current.peek()?.room ?? 0;
    for (const item of outbox.items.peek()) {
      if (item.owner !== 0 && item.room !== 0) continue;
      const refused = item.state === "failed" ? {} : WAITING;
      outbox.update(item.key, { owner: item.owner || person, room: item.room || room, ...refused });
    }
    sender.pump();
  }

  function onBecame(): void {
    signIn.expected = true;
    connection.restart();
  }

  function onMessage(message: ServerMessage): void {
    if (isReply(message)) requests.settle(message);
    else onEvent(message);
  }

  function onDown(): void {
    batch(() => sender.onDown());
    requests.drop();
    // Out of reach from the start: the lobby stands open, so that one can write and see what is the matter.
    if (current.peek() === null) current.value = open(LOBBY);
    current.peek()?.onDown();
    typing.forget();
  }

  function onEvent(event: ServerEvent): void {
    const room = "room" in event && event.room === current.peek()?.room ? current.peek() : null;
    switch (event.type) {
      case "hello":
        onHello(event);
        break;
      case "message.created":
      case "event.blank":
        room?.onEvent(event);
        break;
      case "presence.state":
      case "presence.changed":
        room?.onPresence(event);
        if (event.type === "presence.changed")
          you.value = event.renamed?.find((person) => person.id === me()) ?? you.peek();
        break;
      case "typing.changed":
        room?.onTyping(event.people);
        break;
      case "heartbeat":
        onHeads(event.heads);
        break;
      case "drain":
      case "closing":
        break;
      default:
        // A newer server may say more; what is missing here is named by the compiler.
        event satisfies never;
    }
  }

  function onHello(hello: Hello): void {
    batch(() => {
      greeted.value = true;
      placeName.value = hello.name;
      limits.value = hello.limits;
      you.value = hello.you;
      rooms.value = hello.rooms;
      identity.offer(hello.proposed_name);
      signIn.onHello(hello.you);
      const summary = hello.rooms.find((room) => room.id === current.peek()?.room) ?? hello.rooms[0];
      if (summary === undefined) return;
      if (current.peek()?.room !== summary.id) current.value = open(summary.id);
      current.peek()?.onHello(hello, summary);
      readMark.again(summary.id);
      go();
    });
    void outbox.restore().then(go);
  }

  function open(id: number): OpenRoom {
    const onApplied = outbox.applied.bind(outbox);
    return new OpenRoom(id, { platform, requests, keys, me, own, onApplied });
  }

  function onHeads(heads: Readonly<Record<string, number>>): void {
    if (rooms.peek().some((room) => (heads[room.id] ?? 0) > room.head))
      rooms.value = rooms.peek().map((room) => ({ ...room, head: Math.max(room.head, heads[room.id] ?? 0) }));
    const room = current.peek();
    if (room !== null) room.onHead(heads[room.room] ?? 0);
  }

  function send(body: string, { to, mentions }: { to?: Person; mentions?: number[] } = {}): void {
    const room = current.peek();
    batch(() => {
      signIn.accept(false);
      outbox.add({
        key: keys.next(),
        owner: me() ?? 0,
        room: room?.room ?? 0,
        body,
        to: to ?? null,
        mentions: mentions ?? [],
        at: platform.wall(),
        attempted: false,
        failed: null,
      });
    });
    if (room !== null) typing.now(room.room, false);
    room?.jumpToNewest();
    go();
  }

  function retry(key: string): void {
    const item = outbox.find(key);
    if (item === undefined) return;
    const owner = me() ?? 0;
    const foreign = item.owner !== 0 && item.owner !== owner;
    if (foreign || item.code === "conflict") {
      // The key stands for another content on the server, or for another person here.
      batch(() => {
        outbox.remove(key);
        outbox.add({ ...item, owner, key: keys.next(), failed: null, attempted: false });
      });
    } else if (item.state === "failed") outbox.update(key, { ...WAITING, owner, failed: null });
    else if (item.owner !== 0) sender.hurry(item.room);
    signIn.accept(true);
    go();
  }

  function withdraw(key: string): string {
    const item = outbox.find(key);
    if (item === undefined || item.accepted !== null || sender.isInFlight(key)) return "";
    if (item.attempted && (item.owner === me() || !greeted.peek())) return "";
    outbox.remove(key);
    return item.body;
  }

  async function rename(name: string): Promise<ErrorCode | "offline" | null> {
    if (!online()) return "offline";
    if (me() === null) return signIn.as(name);
    return new Promise((resolve) => {
      requests.ask({ type: "person.rename", id: keys.next(), name }, (reply) => {
        if (reply?.type === "person.accepted") you.value = reply.you;
        resolve(reply === null ? "offline" : reply.type === "error" ? reply.code : null);
      });
    });
  }

  function markRead(seq: number): void {
    const room = current.peek();
    if (room === null || me() === null) return;
    room.markedRead(seq);
    readMark.mark(room.room, seq);
  }

  void outbox.restore().then(() => {
    // The server may be out of reach: what waits for it is shown all the same, where it was written.
    const waiting = outbox.items.peek().find((item) => item.room !== 0);
    if (current.peek() === null && waiting !== undefined) current.value = open(waiting.room);
    go();
  });
  connection.start();

  return {
    connection: connection.phase,
    placeName,
    you,
    proposedName: identity.proposed,
    rooms,
    current,
    bodyBytes: computed(() => limits.value?.body_bytes ?? BODY_BYTES),
    send,
    retry,
    withdraw,
    rename,
    proposeAnother: () => void identity.another(),
    typingNow(active) {
      const room = current.peek();
      if (room !== null) typing.now(room.room, active);
    },
    loadOlder: () => current.peek()?.loadOlder(),
    loadNewer: () => current.peek()?.loadNewer(),
    jumpToNewest: () => current.peek()?.jumpToNewest(),
    markRead,
    reconnectNow: () => connection.reconnectNow(),
    stop() {
      connection.stop();
      sender.close();
      outbox.close();
      identity.close();
    },
  };
}

const WAITING = { state: "waiting", code: null, retryAt: null } as const;

/** An item as the screen shows it. Another person's is not lost silently, and not sent either. */
function shown(item: Item, you: Person | null, greeted: boolean): OwnMessage[] {
  const { key, room, body, to, mentions, at, state, code, retryAt } = item;
  const message: OwnMessage = { key, room, body, to, mentions, at, state, code, retryAt };
  if (item.owner === 0 || item.owner === you?.id || !greeted) return [message];
  // Another tab has just become somebody; this one comes back as the same person in a moment.
  if (you === null) return [];
  return [{ ...message, state: "failed", code: "not_signed_in", retryAt: null }];
}
