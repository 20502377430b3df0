/** All that stands behind the screen, put together: connection, rooms, outbox, identity. */
import { batch } from "@preact/signals";
import { Connection } from "../net/connection";
import { browserPlatform, type Platform } from "../net/platform";
import { isReply, Requests } from "../net/requests";
import { openDatabase } from "../storage/database";
import { Keys } from "../storage/keys";
import { lateOutbox, openOutbox } from "../storage/outbox";
import { openPast } from "../storage/past";
import type { Person, ServerMessage } from "../wire.gen";
import { Api } from "./api";
import { Arrival } from "./arrival";
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
import { Renewal } from "./renewal";
import { barredBy } from "./rights";
import { RoomList } from "./rooms";
import { Sender } from "./sender";
import { Shelf } from "./shelf";
import { SignIn } from "./sign-in";
import { SignOut } from "./sign-out";
import { Typing } from "./signs";
import { Standing } from "./standing";
import { Uploads } from "./uploads";
import { LOBBY, Visits } from "./visits";

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
  const renewal = new Renewal({ platform, store, api, identity });
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
    const on = { onLoaded, onApplied, onMissing: (id: number, seq: number) => visits.onMissing(id, seq) };
    const parts = { platform, requests, keys, ...who, entry, foreseen, ...on };
    return new OpenRoom(room, parts);
  });
  const search = new Found(requests, searching(keys, wall));
  const quick = new Found(requests, searching(keys, wall));
  const mentions = new Found(requests, mentioning(keys));
  const founds = [search, quick, mentions];
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
      visits.open(room.id);
    },
  });
  const notice = signOut.notice;
  const visits = new Visits({
    ...{ shelf, rooms, past, place, readMarks, typing, ranks, requests, keys, notice, online },
    shutOut: (room) =>
      barredBy(
        standing.sanctions.peek().filter((one) => one.room === room),
        ["kick", "ban"],
        room,
        wall(),
      ),
    onDropped(room) {
      for (const found of founds) found.drop(room);
      outbox.drop(room);
      uploads.leave(room);
    },
  });
  const arrival = new Arrival({
    ...{ platform, place, standing, names, rooms, shelf, past, ranks, readMarks, calls, changes, outbox },
    ...{ identity, signIn, signOut, visits, founds, go },
  });
  const heard = {
    ...{ onPeople, onAged },
    onHello: arrival.onHello.bind(arrival),
    onListed: visits.onListed.bind(visits),
    onGone: visits.onGone.bind(visits),
  };
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
    renewal.forget();
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
      for (const found of founds) found.end();
    });
  }

  function onSignedOut(): boolean {
    const person = me();
    return person !== null && batch(() => signOut.leave(person));
  }

  function onMessage(message: ServerMessage): void {
    if (message.type === "room.reset" && message.id === null) shelf.find(message.room)?.onReset();
    else if (isReply(message)) requests.settle(message);
    else dispatch(events, message);
    if (message.type === "hello" || message.type === "standing.changed")
      renewal.heard(me(), standing.role.peek());
  }

  function onDown(): void {
    batch(() => sender.onDown());
    requests.drop();
    // Out of reach from the start: the lobby stands open, so that one can write and see what is the matter.
    void starting.then(() => shelf.current.peek() ?? shelf.open(LOBBY));
    shelf.onDown();
    typing.forget();
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
    arrival.onEpoch(reply.epoch);
    ranks.load(reply.state.id);
  };

  const onApplied: OpenRoomParts["onApplied"] = (room, at, applied) => {
    outbox.applied(room, at, applied);
    changes.applied(room, at, applied);
    names.heard(applied);
    rooms.applied(room, applied);
    ranks.applied(room, applied);
    for (const found of founds) found.applied(room, applied);
    past.applied(room, applied);
  };

  const starting = arrival.begin();
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
      quick,
      mentions,
      uploads,
      asks,
      api,
      place,
      standing,
      online,
      me,
      go,
      visits,
    },
    stop() {
      connection.stop();
      sender.close();
      outbox.close();
      identity.close();
    },
  };
}
