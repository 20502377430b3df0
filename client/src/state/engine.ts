/** All that stands behind the screen, put together: connection, rooms, outbox, identity. */
import { batch } from "@preact/signals";
import { Connection } from "../net/connection";
import { browserPlatform, type Platform } from "../net/platform";
import { isReply, Requests } from "../net/requests";
import { openDatabase } from "../storage/database";
import { Keys } from "../storage/keys";
import { lateOutbox, openOutbox } from "../storage/outbox";
import { openPast } from "../storage/past";
import type { Hello, Person, ServerMessage } from "../wire.gen";
import { Api } from "./api";
import { Asks } from "./asks";
import { Calls } from "./calls";
import { Changes } from "./changes";
import { type DispatchParts, dispatch } from "./dispatch";
import { Found, mentioning, searching } from "./found";
import { Identity } from "./identity";
import { Names } from "./names";
import { OpenRoom, type OpenRoomParts } from "./open-room";
import { Outbox } from "./outbox";
import { OwnMessages } from "./own-messages";
import { Past, startOf } from "./past";
import { Place } from "./place";
import { RoomRanks } from "./ranks";
import { ReadMarks } from "./read-marks";
import { RoomList } from "./rooms";
import { Sender } from "./sender";
import { Shelf } from "./shelf";
import { SignIn } from "./sign-in";
import { SignOut } from "./sign-out";
import { Typing } from "./signs";
import { Standing } from "./standing";
import { Uploads } from "./uploads";

const DISK_MS = 1_000;
/** Every place begins with this room. */
const LOBBY = 1;

export interface EngineOptions {
  platform?: Platform;
  /** The language of generated names and of the order of titles, as a BCP 47 tag; the page's, if not given. */
  language?: () => string;
}

export type Engine = ReturnType<typeof createEngine>;

/** The engine, connecting. */
export function createEngine(options: EngineOptions) {
  const platform = options.platform ?? browserPlatform();
  const language = options.language ?? (() => document.documentElement.lang);
  const { wall } = platform;
  const keys = new Keys(wall, platform.randomBytes);
  const database = openDatabase();
  const store = lateOutbox(openOutbox(database));

  const place = new Place();
  const standing = new Standing();
  const api = new Api(platform);
  const { you, greeted } = place;
  /** Whose log is shown from the disk, until the first hello; null where none is. */
  let restored: number | null = null;

  const connection = new Connection(platform, { onMessage, onDown, onSignedOut });
  const send = connection.send.bind(connection);
  const requests = new Requests(platform, send, () => connection.restart());
  const online = () => connection.phase.peek().phase === "online";
  const me = () => place.me;
  const canTell = () => online() && me() !== null;
  const live = (room: number) => shelf.find(room)?.live === true;
  const counted = (room: number, seq: number) => shelf.find(room)?.unreadAfter(seq) ?? null;
  const cursor = (room: number) => (live(room) ? (shelf.find(room)?.cursor ?? 0) : Number.MAX_SAFE_INTEGER);

  const rooms: RoomList = new RoomList({ me, wall, live, language, counted });
  const names = new Names({ requests, keys, online });
  const changes = new Changes({ platform, requests, you: () => you.peek(), online, cursor });
  const outbox = new Outbox(platform, store, go, (item, seq) => {
    if (item.to === null) rooms.said(item.room, seq);
  });
  const identity = new Identity({
    ...{ platform, store, language, onBecame },
    onLeft: (id) => signOut.onWord(id),
    onRenewing() {
      signIn.expected = false;
      connection.hold();
    },
    onKept: () => connection.restart(),
  });
  const signIn = new SignIn(platform, outbox, identity);
  const frameBytes = () => place.limits.peek().frame_bytes;
  const speaker = () => (online() ? me() : null);
  const sender = new Sender({ platform, outbox, requests, keys, cursor, frameBytes, sender: speaker });
  const own = new OwnMessages({ outbox, sender, keys, you, greeted });
  const signs = { platform, requests, keys, canTell };
  const readMarks = new ReadMarks(signs);
  const typing = new Typing(signs);
  const level = (room: number) => rooms.peek(room)?.notify ?? "mentions";
  const ranks: RoomRanks = new RoomRanks({
    ...{ platform, api, onPeople: (people) => names.learn(people) },
    mayAsk: (room) => canTell() && rooms.peek(room) !== undefined && rooms.peek(room)?.kind !== "direct",
  });
  const calls = new Calls({ me, level, ignored: (person) => place.ignored.peek().has(person) });
  const shelf: Shelf = new Shelf(platform, (room) => {
    const entry = (id: number) => rooms.entry(id);
    const foreseen: Changes["over"] = (id, messages) => changes.over(id, messages);
    const who = { me, own: own.all, ranks: (id: number) => ranks.of(id) };
    const parts = { platform, requests, keys, ...who, entry, foreseen, onLoaded, onApplied };
    return new OpenRoom(room, parts);
  });
  const search = new Found(requests, searching(keys, wall));
  const mentions = new Found(requests, mentioning(keys));
  const uploads = new Uploads({
    platform,
    keys,
    room: () => shelf.current.value?.room ?? 0,
    fileBytes: () => place.limits.peek().file_bytes,
    signedIn: async () => (me() !== null ? null : online() ? signIn.anyone() : "offline"),
  });
  const past = new Past({
    platform,
    store: openPast(database),
    owner: () => (greeted.peek() ? (me() ?? 0) : null),
    find: (room) => shelf.find(room),
    start: () => startOf(place, rooms, shelf.current.peek()?.room ?? LOBBY),
  });
  const signOut = new SignOut({
    ...{ platform, identity, you, unsent: own.unsent, onLeft },
    restart: () => connection.restart(),
    forget: (id) => {
      outbox.forget(id);
      past.forget(id);
    },
  });
  const asks = new Asks({
    ...{ requests, keys, online },
    onYou: (person) => onPeople([person]),
    onPeople: (people) => names.learn(people),
    onOpened: (room) => {
      rooms.loaded(room, null);
      open(room.id);
    },
  });
  const heard = { onHello, onPeople, onGone, onAged };
  const events: DispatchParts = { shelf, rooms, names, calls, readMarks, standing, wall, ...heard };

  /** Sends what can be sent; a visitor who has something to say becomes a guest first. */
  function go(): void {
    if (!online()) return;
    const person = me();
    if (person === null) {
      signIn.go();
      return;
    }
    outbox.claim(person, shelf.current.peek()?.room ?? 0);
    sender.pump();
    changes.go();
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
      place.onLeft();
      standing.forget();
      const conversation = rooms.peek(shelf.current.peek()?.room ?? 0)?.kind === "direct";
      if (conversation) shelf.open(LOBBY);
      shelf.forget();
      rooms.forget();
      for (const part of [readMarks, changes, uploads, calls, ranks]) part.forget();
      for (const found of [search, mentions]) found.end();
    });
  }

  function onSignedOut(): boolean {
    const person = me();
    return person !== null && batch(() => signOut.leave(person));
  }

  /** Another epoch is another history: its seqs, and what was acknowledged in the old one, are void. */
  function onEpoch(now: string): void {
    if (place.epoch !== "" && place.epoch !== now) {
      signOut.notice.value ??= { kind: "reloaded" };
      for (const part of [readMarks, calls]) part.forget();
      for (const found of [search, mentions]) found.end();
      changes.onEpoch();
      outbox.sendAgain();
    }
    place.epoch = now;
  }

  function onMessage(message: ServerMessage): void {
    if (message.type === "room.reset" && message.id === null) shelf.find(message.room)?.onReset();
    else if (isReply(message)) requests.settle(message);
    else dispatch(events, message);
  }

  function onDown(): void {
    batch(() => sender.onDown());
    requests.drop();
    // Out of reach from the start: the lobby stands open, so that one can write and see what is the matter.
    void starting.then(() => shelf.current.peek() ?? shelf.open(LOBBY));
    shelf.onDown();
    typing.forget();
  }

  /** Nothing of the room stays, on the screen or on the disk. */
  function onGone(room: number): void {
    const known = rooms.peek(room);
    batch(() => {
      rooms.drop(room);
      if (shelf.current.peek()?.room === room) {
        const next = room === LOBBY ? rooms.all.peek()[0]?.id : LOBBY;
        if (next === undefined) shelf.close();
        else open(next);
      }
      for (const found of [search, mentions]) found.drop(room);
      for (const part of [shelf, ranks, outbox, past]) part.drop(room);
      if (known !== undefined && known.kind !== "direct")
        signOut.notice.value = { kind: "gone", room, title: known.title || known.name };
    });
  }

  function onAged(room: number, first: number): void {
    shelf.find(room)?.onFirst(first);
    past.aged(room, first);
  }

  function onPeople(people: readonly Person[]): void {
    names.learn(people);
    const now = people.find((person) => person.id === me());
    if (now !== undefined) you.value = now;
  }

  const onLoaded: OpenRoomParts["onLoaded"] = (reply) => {
    rooms.loaded(reply.state, readMarks.pending(reply.state.id));
    onEpoch(reply.epoch);
    ranks.load(reply.state.id);
  };

  const onApplied: OpenRoomParts["onApplied"] = (room, at, applied) => {
    outbox.applied(room, at, applied);
    changes.applied(room, at, applied);
    names.heard(applied);
    rooms.applied(room, applied);
    ranks.applied(room, applied);
    for (const found of [search, mentions]) found.applied(room, applied);
    past.applied(room, applied);
  };

  function onHello(hello: Hello): void {
    batch(() => {
      const before = me();
      // The session ended while this page was away. Where the store is another one, nobody ended it.
      if (before !== null && before !== hello.you?.id && hello.epoch === place.epoch) signOut.leave(before);
      if (hello.you !== null && signOut.notice.peek()?.kind === "signed_out") signOut.notice.value = null;
      const owner = hello.you?.id ?? 0;
      if (restored !== null && restored !== owner) shelf.forget();
      restored = null;
      past.keepOnly(owner);
      onEpoch(hello.epoch);
      place.onHello(hello);
      standing.onHello(hello);
      names.learn([...(hello.you ? [hello.you] : []), ...hello.rooms.flatMap((room) => room.people)]);
      rooms.hello(hello.rooms);
      for (const room of hello.rooms) rooms.read(room.id, readMarks.pending(room.id) ?? 0);
      identity.offer(hello.proposed_name);
      signIn.onHello(hello.you);
      const wanted = shelf.current.peek()?.room;
      const room = hello.rooms.find(({ id }) => id === wanted) ?? hello.rooms[0];
      if (room !== undefined) shelf.open(room.id).onHello(hello.epoch, room.first_seq);
      if (room !== undefined) ranks.load(room.id);
      const known = new Set(hello.rooms.map(({ id }) => id));
      for (const gone of shelf.all) if (!known.has(gone.room)) onGone(gone.room);
      past.keepRooms(known);
      for (const { id, first_seq } of hello.rooms) past.aged(id, first_seq);
      readMarks.again();
      names.again();
      past.changed();
      go();
    });
    void outbox.restore().then(go);
  }

  function open(room: number, seq?: number): void {
    const before = shelf.current.peek();
    if (before !== null && before.room !== room) {
      typing.now(before.room, false);
      readMarks.leave(before.room);
    }
    batch(() => {
      const next = shelf.open(room);
      if (next !== before) {
        readMarks.opened(room);
        const kept = past.take(room, me() ?? 0, place.epoch);
        if (kept !== null) next.restore(kept);
        else next.reopened();
        if (online() && !next.live) next.onHello(place.epoch, rooms.peek(room)?.first_seq ?? 1);
        ranks.load(room);
        past.changed();
      }
      if (seq !== undefined) next.jumpTo(seq);
    });
  }

  /** Before the server is heard: what was there the last time. */
  async function begin(): Promise<void> {
    // A disk that hangs must not keep anyone from reading.
    const late = new Promise<null>((resolve) => platform.after(DISK_MS, () => resolve(null)));
    const kept = await Promise.race([past.restore(), late]);
    if (kept === null || greeted.peek()) return;
    batch(() => {
      restored = kept.owner;
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

  const starting = begin();
  void starting
    .then(() => outbox.restore())
    .then(() => {
      // The server may be out of reach: what waits for it is shown all the same, where it was written.
      const waiting = outbox.items.peek().find((item) => item.room !== 0);
      if (shelf.current.peek() === null && waiting !== undefined) shelf.open(waiting.room);
      go();
    });
  connection.start();

  return {
    ...{ platform, keys, connection, shelf, rooms, names, changes, outbox, identity, signIn, signOut, own },
    ...{
      readMarks,
      ranks,
      typing,
      calls,
      search,
      mentions,
      uploads,
      asks,
      api,
      place,
      standing,
      online,
      me,
      go,
      open,
    },
    stop() {
      connection.stop();
      sender.close();
      outbox.close();
      identity.close();
    },
  };
}
