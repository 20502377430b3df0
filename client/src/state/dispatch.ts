/** Where each event of the server goes: the one place that knows them all. */
import type { Hello, Person, ServerEvent } from "../wire.gen";
import type { Calls } from "./calls";
import type { Names } from "./names";
import type { ReadMarks } from "./read-marks";
import type { RoomList } from "./rooms";
import type { Shelf } from "./shelf";
import type { Standing } from "./standing";

export interface DispatchParts {
  shelf: Shelf;
  rooms: RoomList;
  names: Names;
  calls: Calls;
  readMarks: ReadMarks;
  standing: Standing;
  /** Unix milliseconds. */
  wall(): number;
  onHello(hello: Hello): void;
  /** A room that one may know of, perhaps again. */
  onListed(room: number): void;
  /** A room that one may not know of any more. */
  onGone(room: number): void;
  /** The room keeps nothing from before this seq any more. */
  onAged(room: number, first: number): void;
  /** Some people are called so now. */
  onPeople(people: readonly Person[]): void;
}

export function dispatch(parts: DispatchParts, event: ServerEvent): void {
  const { shelf, rooms, names, calls, readMarks, standing } = parts;
  switch (event.type) {
    case "hello":
      parts.onHello(event);
      break;
    case "message.created":
    case "event.blank":
    case "message.edited":
    case "message.recalled":
    case "reaction.added":
    case "reaction.removed":
    case "message.pinned":
    case "message.unpinned":
    case "poll.voted":
    case "poll.closed":
    case "message.previewed":
    case "room.changed":
    case "member.added":
    case "member.removed":
      shelf.find(event.room)?.onEvent(event);
      break;
    case "presence.state":
      names.learn(event.people);
      shelf.find(event.room)?.onPresence(event, parts.wall());
      break;
    case "presence.changed":
      names.learn([...(event.joined ?? []), ...(event.renamed ?? [])]);
      shelf.find(event.room)?.onPresence(event, parts.wall());
      parts.onPeople(event.renamed ?? []);
      break;
    case "typing.changed":
      shelf.find(event.room)?.company.onTyping(event.people);
      break;
    case "room.listed":
      names.learn(event.room.people);
      rooms.listed(event.room);
      parts.onListed(event.room.id);
      parts.onAged(event.room.id, event.room.first_seq);
      break;
    case "room.activity":
      rooms.activity(event);
      break;
    case "read.changed":
      rooms.readChanged(event, readMarks.pending(event.room));
      break;
    case "notice.created":
      if (calls.onNotice(event)) rooms.called(event);
      break;
    case "room.gone":
      parts.onGone(event.room);
      break;
    case "standing.changed":
    case "house.changed":
    case "queue.changed":
      standing.onEvent(event);
      break;
    case "heartbeat":
      for (const room of shelf.all) if (room.live) room.onHead(event.heads[room.room] ?? 0);
      break;
    case "drain":
    case "closing":
      break;
    default:
      unknown(shelf, event);
  }
}

/** A newer server says more: an event of a log takes its place there all the same, or it would be missing. */
function unknown(shelf: Shelf, event: never): void {
  const { room, seq } = event as { room?: unknown; seq?: unknown };
  if (typeof room === "number" && typeof seq === "number")
    shelf.find(room)?.onEvent({ type: "event.blank", room, seq });
}
