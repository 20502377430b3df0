/** The messages that nobody acknowledged yet, on this machine's disk: they survive a reload. */
import type { ErrorCode, File, Person } from "../wire.gen";
import { type Database, openDatabase, quiet } from "./database";

/** One message of one's own, as it is kept. */
export interface Entry {
  /** UUIDv7: the order of sending is the order of keys. */
  key: string;
  /** Whose it is; 0 for a visitor, who becomes a person by it. */
  owner: number;
  room: number;
  body: string;
  to: Person | null;
  mentions: number[];
  everyone: boolean;
  replyTo: number | null;
  action: boolean;
  color: string | null;
  files: readonly File[];
  options: readonly string[];
  /** Unix milliseconds. */
  at: number;
  /** It was on the wire and nobody knows what became of it. */
  attempted: boolean;
  /** Why it was refused for good, or null. */
  failed: ErrorCode | null;
}

/** What came after the first client that wrote here: an entry of that one says nothing of it. */
const LATER = {
  everyone: false,
  replyTo: null,
  action: false,
  color: null,
  files: [],
  options: [],
} as const satisfies Partial<Entry>;

/** An entry on the disk, of this client or an older one. */
export type StoredEntry = Omit<Entry, keyof typeof LATER> & Partial<Pick<Entry, keyof typeof LATER>>;

/**
 * Writes take effect in the order of the calls and never reject: a disk that fails costs the message its
 * survival of a reload, not its sending.
 */
export interface OutboxStore {
  /** Null where it cannot be read: that says nothing of what is there. */
  all(): Promise<Entry[] | null>;
  /** Whether it is on the disk. */
  put(entry: Entry): Promise<boolean>;
  remove(key: string): Promise<unknown>;
  /** Nothing that this person wrote stays. */
  removeOf(owner: number): Promise<unknown>;
  /** Who this browser became, and when (Unix milliseconds): other tabs look before they become someone. */
  guestSince(): Promise<number>;
  becameGuest(at: number): Promise<unknown>;
}

const GUEST = "guest_since";

/** IndexedDB, or this tab's memory where there is none (private windows, full disks). */
export async function openOutbox(opening: Promise<Database> = openDatabase()): Promise<OutboxStore> {
  try {
    const database = await opening;
    return {
      all: async () => {
        const stored = await database.getAll("outbox").catch(() => null);
        return stored?.map((entry) => ({ ...LATER, ...entry })) ?? null;
      },
      put: (entry) => quiet(() => database.put("outbox", entry)),
      remove: (key) => quiet(() => database.delete("outbox", key)),
      removeOf: (owner) =>
        quiet(async () => {
          const writing = database.transaction("outbox", "readwrite");
          for await (const cursor of writing.store) if (cursor.value.owner === owner) await cursor.delete();
          await writing.done;
        }),
      guestSince: async () => (await database.get("facts", GUEST).catch(() => 0)) ?? 0,
      becameGuest: (at) => quiet(() => database.put("facts", at, GUEST)),
    };
  } catch {
    return memoryOutbox();
  }
}

/** Usable at once: what is asked of it waits, in order, for the store to be open. */
export function lateOutbox(opening: Promise<OutboxStore>): OutboxStore {
  return {
    all: () => opening.then((store) => store.all()),
    put: (entry) => opening.then((store) => store.put(entry)),
    remove: (key) => opening.then((store) => store.remove(key)),
    removeOf: (owner) => opening.then((store) => store.removeOf(owner)),
    guestSince: () => opening.then((store) => store.guestSince()),
    becameGuest: (at) => opening.then((store) => store.becameGuest(at)),
  };
}

export function memoryOutbox(): OutboxStore {
  const entries = new Map<string, Entry>();
  let guestSince = 0;
  return {
    all: async () => [...entries.values()],
    put: async (entry) => {
      entries.set(entry.key, entry);
      return true;
    },
    remove: async (key) => entries.delete(key),
    removeOf: async (owner) => {
      for (const { key } of [...entries.values()].filter((entry) => entry.owner === owner))
        entries.delete(key);
    },
    guestSince: async () => guestSince,
    becameGuest: async (at) => {
      guestSince = at;
    },
  };
}
