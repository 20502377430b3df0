/** Puts the engine together: connection, open room, outbox, identity behind the contract of the screen. */
import { batch, computed, signal } from "@preact/signals";
import type { Chat } from "../contract";
import { Connection } from "../net/connection";
import { browserPlatform, type Platform } from "../net/platform";
import { isReply, Requests } from "../net/requests";
import { Keys } from "../storage/keys";
import { lateOutbox, openOutbox } from "../storage/outbox";
import type { ErrorCode, Hello, Limits, Person, RoomSummary, ServerEvent, ServerMessage } from "../wire.gen";
import { Identity } from "./identity";
import { OpenRoom } from "./open-room";
import { Outbox, WAITING_AGAIN } from "./outbox";
import { OwnMessages } from "./own-messages";
import { Sender } from "./sender";
import { SignIn } from "./sign-in";
import { SignOut } from "./sign-out";
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
  let epoch = "";

  const connection = new Connection(platform, { onMessage, onDown, onSignedOut });
  const requests = new Requests(
    platform,
    (command) => connection.send(command),
    () => connection.restart(),
  );
  const online = () => connection.phase.peek().phase === "online";
  const me = () => you.peek()?.id ?? null;
  const outbox = new Outbox(platform, store, () => go());
  const onWord = (id: number) => signOut.onWord(id);
  const identity = new Identity({ platform, store, language, onBecame, onLeft: onWord });
  const restart = () => connection.restart();
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
  const mine = new OwnMessages({ outbox, sender, keys, you, greeted });
  const signs = { platform, requests, keys, canTell: () => online() && me() !== null };
  const readMark = new ReadMark(signs);
  const typing = new Typing(signs);
  const signOut = new SignOut({ platform, outbox, identity, you, unsent: mine.unsent, onLeft, restart });

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
      const refused = item.state === "failed" ? {} : WAITING_AGAIN;
      outbox.update(item.key, { owner: item.owner || person, room: item.room || room, ...refused });
    }
    sender.pump();
  }

  function onBecame(): void {
    // Another tab's word and one's own turn tell the same: whoever is on the way already has the cookie.
    if (signIn.expected && !online()) return;
    signIn.expected = true;
    connection.restart();
  }

  /** The screen is a visitor's. What is being written stays; the room is loaded anew with the next hello. */
  function onLeft(): void {
    batch(() => {
      you.value = null;
      current.peek()?.forget();
      readMark.forget();
    });
  }

  function onSignedOut(): boolean {
    const person = me();
    return person !== null && batch(() => signOut.leave(person));
  }

  /** Another epoch is another history: its seqs, and what was acknowledged in the old one, are void. */
  function onEpoch(now: string): void {
    if (epoch !== "" && epoch !== now) {
      signOut.notice.value ??= { kind: "reloaded" };
      readMark.forget();
      outbox.sendAgain();
    }
    epoch = now;
  }

  function onMessage(message: ServerMessage): void {
    if (message.type === "room.reset" && message.id === null) {
      if (message.room === current.peek()?.room) current.peek()?.onReset();
    } else if (isReply(message)) requests.settle(message);
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
      const before = me();
      // The session ended while this page was away. Where the store is another one, nobody ended it.
      if (before !== null && before !== hello.you?.id && hello.epoch === epoch) signOut.leave(before);
      if (hello.you !== null && signOut.notice.peek()?.kind === "signed_out") signOut.notice.value = null;
      onEpoch(hello.epoch);
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
    return new OpenRoom(id, { platform, requests, keys, me, own: mine.all, onApplied, onEpoch });
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
      signOut.notice.value = null;
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
    if (outbox.find(key) === undefined) return;
    mine.retry(key);
    signIn.accept(true);
    go();
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
    unsent: mine.unsent,
    notice: signOut.notice,
    bodyBytes: computed(() => limits.value?.body_bytes ?? BODY_BYTES),
    send,
    retry,
    withdraw: (key) => mine.withdraw(key),
    rename,
    signOut: () => signOut.ask(),
    dismissNotice() {
      signOut.notice.value = null;
    },
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
