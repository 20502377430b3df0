/** The engine behind the contract of the screen. */
import { batch, computed } from "@preact/signals";
import type { Chat, Outcome, SendOptions } from "../contract";
import { createEngine, type Engine, type EngineOptions } from "./engine";

/** What a poll or a message with files is, beside plain text. */
const PLAIN = { everyone: false, replyTo: null, action: false, color: null, files: [], options: [] } as const;

/** The engine, connecting. `stop` closes everything: for tests, and for a page that is replaced. */
export function createChat(options: EngineOptions = {}): Chat & { stop(): void } {
  const engine = createEngine(options);
  return { ...shown(engine), ...rooms(engine), ...messages(engine), ...people(engine), stop: engine.stop };
}

type Shown = {
  [K in keyof Chat as Chat[K] extends (...given: never) => unknown ? never : K]: Chat[K];
};

function shown(engine: Engine): Shown {
  const { connection, place, identity, shelf, calls, uploads, standing } = engine;
  return {
    api: engine.api,
    role: standing.role,
    sanctions: standing.sanctions,
    house: standing.house,
    queue: standing.queue,
    connection: connection.phase,
    // The place may be called otherwise while this page is open.
    placeName: computed(() => standing.house.value?.name ?? place.name.value),
    you: place.you,
    proposedName: identity.proposed,
    proving: identity.proving,
    rooms: engine.rooms.all,
    current: shelf.current,
    bodyBytes: place.bodyBytes,
    limits: place.shownLimits,
    ignored: place.ignored,
    called: calls.last,
    uploads: uploads.all,
    hits: engine.search.hits,
    quickHits: engine.quick.hits,
    mentions: engine.mentions.hits,
    unsent: engine.own.unsent,
    notice: engine.signOut.notice,
  };
}

function rooms(engine: Engine) {
  const { shelf, rooms: list, changes, asks, keys, readMarks, search, quick, mentions, me, visits } = engine;
  return {
    open: (room, seq) => visits.open(room, seq),
    follow: (room, seq) => visits.follow(room, seq),
    loadRanks: (room: number) => engine.ranks.load(room),
    createRoom: (title: string, topic: string) => asks.createRoom(title, topic),
    openDirect: (people: readonly number[]) => asks.openDirect(people),
    changeRoom: (room, change) => changes.do({ type: "room.change", id: keys.next(), room, ...change }),
    async setNotify(room, level) {
      const outcome = await asks.setNotify(room, level);
      if (outcome === null) list.notify(room, level);
      return outcome;
    },
    markRead(seq, room = shelf.current.peek()?.room) {
      if (room === undefined || me() === null || shelf.find(room)?.stale) return;
      if (readMarks.mark(room, seq)) list.read(room, seq);
    },
    markAllRead() {
      if (me() === null) return;
      batch(() => {
        for (const { id, fresh, calls } of list.all.peek()) {
          const head = list.peek(id)?.head ?? 0;
          readMarks.opened(id);
          if ((fresh > 0 || calls > 0) && readMarks.mark(id, head)) list.read(id, head);
        }
      });
    },
    async markUnread(seq, room = shelf.current.peek()?.room) {
      if (room === undefined) return "room_not_found";
      const told = readMarks.back(room, seq);
      if (engine.online() && me() !== null)
        batch(() => {
          list.unread(room, seq);
          shelf.find(room)?.startsNew(seq);
        });
      return told;
    },
    loadOlder: () => shelf.current.peek()?.loadOlder(),
    loadNewer: () => shelf.current.peek()?.loadNewer(),
    jumpToNewest: () => shelf.current.peek()?.jumpToNewest(),
    search: (query) => (query.trim() === "" ? search.end() : search.start(query)),
    moreHits: () => search.more(),
    quickSearch: (query) => (query.trim() === "" ? quick.end() : quick.start(query)),
    loadMentions: () => mentions.start(""),
    moreMentions: () => mentions.more(),
  } satisfies Partial<Chat>;
}

function messages(engine: Engine) {
  const { shelf, changes, outbox, own, signIn, signOut, uploads, typing, keys, platform, me, go } = engine;
  const room = () => shelf.current.peek()?.room ?? 0;
  const target = (seq: number) => ({ id: keys.next(), room: room(), seq });

  function send(body: string, { to, mentions, ...more }: SendOptions = {}): void {
    const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
    const said = { ...PLAIN, ...given, to: to ?? null, mentions: mentions ?? [] };
    const fresh = { owner: me() ?? 0, at: platform.wall(), attempted: false, failed: null };
    batch(() => {
      signIn.accept(false);
      signOut.notice.value = null;
      outbox.add({ key: keys.next(), room: room(), body, ...said, ...fresh });
      uploads.sent(said.files);
    });
    if (room() !== 0) typing.now(room(), false);
    shelf.current.peek()?.jumpToNewest();
    go();
  }

  return {
    send,
    edit: (seq: number, body: string, mentions: number[]) =>
      changes.do({ type: "message.edit", ...target(seq), body, mentions }),
    recall: (seq: number, reason = "") =>
      changes.do({ type: "message.recall", ...target(seq), ...(reason === "" ? {} : { reason }) }),
    react: (seq: number, emoji: string, on: boolean) =>
      changes.do({ type: on ? "reaction.add" : "reaction.remove", ...target(seq), emoji }),
    pin: (seq: number, on: boolean) =>
      changes.do({ type: on ? "message.pin" : "message.unpin", ...target(seq) }),
    vote: (seq: number, option: number | null) => changes.do({ type: "poll.vote", ...target(seq), option }),
    closePoll: (seq: number) => changes.do({ type: "poll.close", ...target(seq) }),
    versions: (seq: number) => engine.asks.versions(room(), seq),
    upload: (files: readonly File[]) => uploads.add(files),
    dropUpload: (id: string) => uploads.drop(id),
    retryUpload: (id: string) => uploads.retry(id),
    retry(key: string) {
      if (outbox.find(key) === undefined) return;
      own.retry(key);
      signIn.accept(true);
      go();
    },
    withdraw(key: string) {
      const item = own.withdraw(key);
      if (item !== null) uploads.returned(item.room, item.files);
      return item?.body ?? "";
    },
    typingNow: (active: boolean) => void (room() !== 0 && typing.now(room(), active)),
  } satisfies Partial<Chat>;
}

function people(engine: Engine) {
  const { asks, names, place, signIn, signOut, identity, connection, online, me } = engine;
  return {
    nameOf: (person: number) => names.of(person),
    findPeople: (start: string) => asks.findPeople(start),
    setStatus: (away: boolean, text: string) => asks.setStatus(away, text),
    async ignore(person: number, on: boolean): Promise<Outcome> {
      const outcome = await asks.ignore(person, on);
      if (outcome === null) place.ignore(person, on);
      return outcome;
    },
    async rename(name: string): Promise<Outcome> {
      if (!online()) return "offline";
      return me() === null ? signIn.as(name) : asks.rename(name);
    },
    proposeAnother: () => void identity.another(),
    signOut: () => signOut.ask(),
    renew: (ask) => identity.renew(ask),
    isOut: () => signOut.ended(),
    dismissNotice() {
      signOut.notice.value = null;
    },
    reconnectNow: () => connection.reconnectNow(),
  } satisfies Partial<Chat>;
}
