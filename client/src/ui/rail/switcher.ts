import type { RoomEntry } from "../../contract";
import type { Readings } from "../../text/pinyin";
import type { Person } from "../../wire.gen";
import { wanted } from "../app/badge";
import { fold, rankOf } from "../parts/names";
import { roomTitle } from "./room-title";

/** So many rooms, and people, are offered. */
const ROOMS = 8;
const PEOPLE = 5;

interface Given {
  rooms: readonly RoomEntry[];
  /** Ids, the one that was open last first. */
  recent: readonly number[];
  /** The room that is open: one need not go there. */
  open: number | null;
  readings: Readings;
}

/** Rooms that answer what is typed, best first; at first those with something unread, then those open of late. */
export function roomsFor(query: string, { rooms, recent, open, readings }: Given): RoomEntry[] {
  const typed = fold(query);
  const place = new Map(recent.map((id, i) => [id, i]));
  const late = (room: RoomEntry): number => place.get(room.id) ?? recent.length;
  return rooms
    .map((room) => ({ room, rank: typed === "" ? 0 : rankOfRoom(typed, room, readings) }))
    .filter(({ room, rank }) =>
      query.trim() === "" ? room.id !== open && !room.archived : typed !== "" && rank < Infinity,
    )
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        Number(a.room.archived) - Number(b.room.archived) ||
        (typed === "" ? Number(wanted(b.room) > 0) - Number(wanted(a.room) > 0) : 0) ||
        late(a.room) - late(b.room),
    )
    .slice(0, ROOMS)
    .map(({ room }) => room);
}

function rankOfRoom(typed: string, room: RoomEntry, readings: Readings): number {
  const rank = (name: string): number => (name === "" ? Infinity : rankOf(typed, name, readings));
  // Of several who talk, each is less what one looks for than somebody one talks to alone.
  const among = room.people.length > 2 ? 0.5 : 0;
  return Math.min(
    rank(roomTitle(room)) + among,
    rank(room.name),
    ...room.people.map(({ name }) => rank(name) + among),
  );
}

/** People that answer what is typed; whoever one has a conversation alone with is among the rooms already. */
export function peopleFor(
  query: string,
  people: Iterable<Person>,
  me: number | null,
  readings: Readings,
): Person[] {
  const typed = fold(query);
  if (typed === "") return [];
  const once = new Map([...people].map((person) => [person.id, person]));
  if (me !== null) once.delete(me);
  return [...once.values()]
    .map((person) => ({ person, rank: rankOf(typed, person.name, readings) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, PEOPLE)
    .map(({ person }) => person);
}
