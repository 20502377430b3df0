/** What the fake server does with each command. */
import type { Command, DurableEvent, MessageSend, Reply } from "../src/wire.gen";
import type { FakeServer, Session } from "./server";

type Change = Extract<Command, { type: keyof typeof EVENTS }>;

const EVENTS = {
  "message.edit": "message.edited",
  "message.recall": "message.recalled",
  "reaction.add": "reaction.added",
  "reaction.remove": "reaction.removed",
  "message.pin": "message.pinned",
  "message.unpin": "message.unpinned",
  "poll.vote": "poll.voted",
  "poll.close": "poll.closed",
  "room.change": "room.changed",
} as const;

export class Answers {
  readonly #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
  }

  to(session: Session, command: Command): void {
    const server = this.#server;
    const { id } = command;
    const { you } = session;
    const reply = (message: Reply) => server.tell(session, message);
    if (command.type in EVENTS) {
      this.#change(session, command as Change);
      return;
    }
    switch (command.type) {
      case "message.send":
        this.#send(session, command);
        return;
      case "outbox.resume":
        session.blockedBy = null;
        break;
      case "room.load": {
        const room = server.rooms.get(command.room);
        if (room?.mayEnter(you) !== true) {
          server.refuse(session, id, { code: "room_not_found", retryable: false });
          return;
        }
        session.joined.add(room.id);
        const events = room
          .pages(you)
          .slice(Math.max(room.first - 1, room.log.length - (command.limit ?? 60)));
        const state = room.summary(you, server.read);
        const seq = room.log.length;
        reply({ type: "room.loaded", id, epoch: server.epoch, state, seq, events, pins: room.pins(you) });
        return;
      }
      case "room.sync": {
        const room = server.room(command.room);
        const behind = room.log.length - command.seq;
        if (command.epoch !== server.epoch || behind < 0 || behind > server.resumeEvents) {
          reply({ type: "room.reset", id, room: room.id, reason: "behind" });
          return;
        }
        session.joined.add(room.id);
        for (const event of room.raw(you).slice(command.seq)) server.tell(session, event);
        reply({ type: "room.caught_up", id, room: room.id, seq: room.log.length, epoch: server.epoch });
        return;
      }
      case "room.leave":
        session.joined.delete(command.room);
        break;
      case "history.read": {
        const room = server.room(command.room);
        const limit = command.limit ?? 60;
        const end = command.around ? command.around + limit / 2 : (command.before ?? 1) - 1;
        const upto = Math.min(room.log.length, end);
        const events = room.pages(you).slice(Math.max(room.first - 1, upto - limit), upto);
        const page = { type: "history.page", id, room: room.id } as const;
        reply({ ...page, first_seq: room.first, as_of: room.log.length, events });
        return;
      }
      case "messages.read": {
        const room = server.rooms.get(command.room);
        if (room?.mayEnter(you) !== true) {
          server.refuse(session, id, { code: "room_not_found", retryable: false });
          return;
        }
        const messages = room
          .pages(you)
          .filter((event) => event.type === "message.created")
          .filter((event) => command.seqs.includes(event.seq));
        reply({ type: "messages.page", id, room: room.id, as_of: room.log.length, messages });
        return;
      }
      case "read.mark": {
        const room = server.room(command.room);
        const person = you?.id ?? 0;
        const before = room.read.get(person) ?? 0;
        room.read.set(person, command.back ? command.seq : Math.max(before, command.seq));
        for (const other of server.sessions)
          if (other.you?.id === person) server.tell(other, room.readState(you, server.read));
        break;
      }
      case "room.notify":
        server.room(command.room).notify.set(you?.id ?? 0, command.level);
        break;
      case "room.create": {
        const room = server.addRoom(command.title, command.title);
        reply({ type: "room.opened", id, room: room.summary(you), created: true });
        return;
      }
      case "direct.open": {
        const ids = [you?.id, ...command.people];
        const room = server.addRoom(
          "",
          "",
          server.people.filter((person) => ids.includes(person.id)),
        );
        reply({ type: "room.opened", id, room: room.summary(you), created: true });
        return;
      }
      case "search":
      case "mentions.read": {
        const query = "query" in command ? command.query : "";
        const found = [...server.rooms.values()]
          .filter((room) => room.mayEnter(you))
          .flatMap((room) => room.pages(you))
          .filter((event) => event.type === "message.created")
          .filter((event) =>
            query === "" ? event.mentions?.includes(you?.id ?? 0) : event.body?.includes(query),
          )
          .toReversed();
        const from = found.length - (command.before ?? found.length + 1) + 1;
        const limit = command.limit ?? 20;
        const next = from + limit < found.length ? found.length - from - limit + 1 : null;
        const messages = found.slice(from, from + limit);
        reply({ type: "found.page", id, messages, count: found.length, next });
        return;
      }
      case "edits.read":
        reply({
          type: "edits.page",
          id,
          room: command.room,
          seq: command.seq,
          versions: [
            [1, "before"],
            [2, "after"],
          ],
        });
        return;
      case "people.read":
      case "people.find": {
        const wanted = server.people.filter((person) =>
          command.type === "people.read"
            ? command.people.includes(person.id)
            : person.name.toLowerCase().startsWith(command.name.toLowerCase()),
        );
        reply({ type: "people.page", id, people: wanted });
        return;
      }
      case "status.set":
      case "person.rename": {
        const known = { id: you?.id ?? 0, name: you?.name ?? "" };
        if (command.type === "person.rename" && server.takenNames.has(command.name)) {
          server.refuse(session, id, { code: "name_taken", retryable: false });
          return;
        }
        const name = command.type === "person.rename" ? command.name : known.name;
        const status =
          command.type === "status.set" ? { away: command.away, status: command.text ?? "" } : {};
        session.you = { id: known.id, name, ...status };
        reply({ type: "person.accepted", id, you: session.you });
        return;
      }
    }
    reply({ type: "done", id });
  }

  #send(session: Session, command: MessageSend): unknown {
    const server = this.#server;
    server.received.push(command);
    const { id } = command;
    if (session.you === null) return server.refuse(session, id, { code: "not_signed_in", retryable: false });
    if (session.blockedBy !== null) return server.refuse(session, id, { code: "blocked", retryable: true });
    const fate = server.onSend(command);
    if (fate === "cut before commit") return session.socket.cut();
    if (fate !== null && fate !== "cut after commit") {
      if (fate.retryable) session.blockedBy = id;
      return server.refuse(session, id, fate);
    }
    const before = this.#made(command.room, id);
    const { type: _type, id: _id, room: _room, to: target, files: ids, ...said } = command;
    const to = server.people.find((person) => person.id === target);
    const files = server.files.filter((file) => ids?.includes(file.id));
    const more = { ...said, ...(to ? { to } : {}), ...(files.length > 0 ? { files } : {}) };
    const event =
      before ?? server.add(command.room, { type: "message.created", sender: session.you, key: id, ...more });
    if (fate === "cut after commit") return session.socket.cut();
    return this.#accepted(session, id, event, before !== undefined);
  }

  #change(session: Session, command: Change): unknown {
    const server = this.#server;
    const { id, type, room, ...rest } = command;
    if (session.you === null) return server.refuse(session, id, { code: "not_signed_in", retryable: false });
    const fate = server.onChange(command);
    if (fate === "cut before commit") return session.socket.cut();
    if (fate !== null && fate !== "cut after commit") return server.refuse(session, id, fate);
    const before = this.#made(room, id);
    const { seq: target, ...more } = { seq: undefined, ...rest };
    const about = target === undefined ? {} : { target };
    const event =
      before ?? server.add(room, { type: EVENTS[type], sender: session.you, key: id, ...about, ...more });
    if (fate === "cut after commit") return session.socket.cut();
    return this.#accepted(session, id, event, before !== undefined);
  }

  #made(room: number, key: string): DurableEvent | undefined {
    return this.#server.room(room).log.find((event) => "key" in event && event.key === key);
  }

  #accepted(session: Session, id: string, { room, seq }: DurableEvent, duplicate: boolean): void {
    const { epoch } = this.#server;
    const accepted = { type: "message.accepted", id, room, seq, at: 1, epoch } as const;
    this.#server.tell(session, duplicate ? { ...accepted, duplicate } : accepted);
  }
}
