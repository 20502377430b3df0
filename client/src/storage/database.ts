/** This origin's one IndexedDB: what it holds, and how an older one becomes it. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { StoredEntry } from "./outbox";
import type { Kept } from "./past";

export interface Schema extends DBSchema {
  outbox: { key: string; value: StoredEntry };
  facts: { key: string; value: number };
  /** What was on the screen, for a start without a server. */
  past: { key: string; value: Kept };
}

export type Database = IDBPDatabase<Schema>;

/** Rejects where there is none (private windows, full disks). */
export async function openDatabase(name = "teahouse"): Promise<Database> {
  return openDB<Schema>(name, 2, {
    upgrade(database, before) {
      if (before < 1) {
        database.createObjectStore("outbox", { keyPath: "key" });
        database.createObjectStore("facts");
      }
      if (before < 2) database.createObjectStore("past");
    },
    // Another tab runs a newer client: let it upgrade.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
}

/** Whether it is on the disk. `write` may throw at once, too: a closed database does. */
export async function quiet(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch {
    return false;
  }
}
