/** What was on the screen the last time, on this machine's disk: a start without a server shows it. */
import type { Message } from "../contract";
import type { Doing } from "../state/doings";
import type { About } from "../state/room";
import type { Person, RoomSummary } from "../wire.gen";
import { type Database, quiet } from "./database";

/** Who was here, and which rooms there were. */
export interface KeptStart {
  kind: "start";
  /** The person's id; 0 for a visitor. */
  owner: number;
  you: Person | null;
  epoch: string;
  placeName: string;
  rooms: RoomSummary[];
  /** The room that was open. */
  room: number;
  ignored: number[];
  /** When each room moved last, as far as this machine knows: its head then, and Unix milliseconds. */
  moved: [room: number, head: number, at: number][];
}

/** The newest part of a room's log, up to `cursor`, as this person saw it. */
export interface KeptLog {
  kind: "log";
  owner: number;
  room: number;
  epoch: string;
  /** Unix milliseconds of the writing. */
  at: number;
  first: number;
  low: number;
  cursor: number;
  messages: Message[];
  pins: number[];
  /** An earlier client kept neither all of this nor what was done. */
  about: Partial<About> | null;
  doings?: Doing[];
}

export type Kept = KeptStart | KeptLog;

/** Rooms whose logs are kept; the one that was written longest ago goes first. */
const ROOMS = 20;
const START = "start";

/** Never rejects: a disk that fails costs the start without a server, nothing else. */
export interface PastStore {
  start(): Promise<KeptStart | null>;
  logs(): Promise<KeptLog[]>;
  put(kept: Kept): Promise<unknown>;
  dropLog(room: number): Promise<unknown>;
  /** Nothing stays but what is this person's. */
  keepOnly(owner: number): Promise<unknown>;
  /** Nothing of this person stays. */
  forget(owner: number): Promise<unknown>;
}

export function openPast(opening: Promise<Database>): PastStore {
  const read = <T>(reading: (database: Database) => Promise<T>, none: T): Promise<T> =>
    opening.then(reading).catch(() => none);
  const write = (writing: (database: Database) => Promise<unknown>) =>
    quiet(async () => writing(await opening));
  const logs = (database: Database) =>
    database.getAll("past").then((all) => all.filter((kept) => kept.kind === "log"));
  const drop = (gone: (kept: Kept) => boolean) =>
    write(async (database) => {
      const writing = database.transaction("past", "readwrite");
      for await (const cursor of writing.store) if (gone(cursor.value)) await cursor.delete();
      await writing.done;
    });
  return {
    start: () =>
      read(async (database) => {
        const kept = await database.get("past", START);
        return kept?.kind === "start" ? kept : null;
      }, null),
    logs: () => read(logs, []),
    put: (kept) =>
      write(async (database) => {
        await database.put("past", kept, kept.kind === "start" ? START : keyOf(kept.room));
        if (kept.kind === "start" || (await database.count("past")) <= ROOMS + 1) return;
        const oldest = (await logs(database)).toSorted((a, b) => a.at - b.at)[0];
        if (oldest !== undefined) await database.delete("past", keyOf(oldest.room));
      }),
    dropLog: (room) => write((database) => database.delete("past", keyOf(room))),
    keepOnly: (owner) => drop((kept) => kept.owner !== owner),
    forget: (owner) => drop((kept) => kept.owner === owner),
  };
}

const keyOf = (room: number): string => `room:${room}`;
