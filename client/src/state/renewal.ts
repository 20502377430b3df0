/**
 * Another role, another session: whoever has learned the secret of the one before gets nothing of it.
 *
 * The page asks for it as soon as it hears that somebody else has changed what its person is here; the server ends
 * the session before in the same step. A browser that was closed meanwhile knows by what it was told last.
 */
import type { Platform } from "../net/platform";
import type { OutboxStore } from "../storage/outbox";
import { inTime } from "../storage/patience";
import type { Role } from "../wire.gen";
import type { Api } from "./api";
import type { Identity } from "./identity";

const KEPT = "teahouse.role";
/** Roles that nobody else changes: who is more than that from now on has just signed in. */
const OWN: readonly string[] = ["visitor", "classic", "guest"] satisfies Role[];

export interface RenewalParts {
  platform: Platform;
  store: OutboxStore;
  api: Api;
  identity: Identity;
}

export class Renewal {
  readonly #parts: RenewalParts;

  constructor(parts: RenewalParts) {
    this.#parts = parts;
  }

  /** The server said what this person is here; null: the page is a visitor's. */
  heard(person: number | null, role: Role): void {
    const { platform } = this.#parts;
    const before = platform.recall(KEPT);
    const now = person === null ? null : `${person} ${role}`;
    if (before === now) return;
    platform.remember(KEPT, now);
    const [whose, was] = before?.split(" ") ?? [];
    if (whose === String(person) && was !== undefined && !OWN.includes(was))
      void this.#renew(platform.wall());
  }

  /** The session is a new one already: what the next hello says is what it began with. */
  forget(): void {
    this.#parts.platform.remember(KEPT, null);
  }

  /** One tab does it for all of the browser. */
  async #renew(heardAt: number): Promise<void> {
    const { platform, store, api, identity } = this.#parts;
    const renew = async (): Promise<void> => {
      if ((await inTime(platform, store.guestSince(), 0)) >= heardAt) return;
      await identity.renew(() => api.ask("POST", "session/renewal", {}));
    };
    const { locks } = platform;
    await (locks === null ? renew() : locks.request("teahouse-guest", {}, renew)).catch(() => {});
  }
}
