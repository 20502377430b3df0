/** The live settings of the house as an admin edits them: what holds, what is not saved, what others changed. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Chat } from "../../contract";
import type { FieldName } from "../../i18n/admin";
import { Asked } from "./asked";

/** A setting as it is, and as it is without a choice. */
export interface Live {
  value: unknown;
  default: unknown;
}
export type LiveSettings = Partial<Record<FieldName, Live>>;

/** A change that is not saved; `base` is the value that was changed. */
interface Draft {
  value: unknown;
  base: unknown;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export class HouseSettings {
  readonly #api: Chat["api"];
  readonly live: Asked<LiveSettings>;
  readonly #drafts = signal<Partial<Record<FieldName, Draft>>>({});
  readonly #saving = signal(false);
  readonly #problem = signal<{ code: string; field: string | null } | null>(null);
  readonly #saved = signal(0);

  readonly saving: ReadonlySignal<boolean> = this.#saving;
  readonly problem: ReadonlySignal<{ code: string; field: string | null } | null> = this.#problem;
  /** Counts up with each saving; 0 again once something is edited. */
  readonly saved: ReadonlySignal<number> = this.#saved;
  /** Fields that are edited here while somebody else changed them: their value is the one that holds. */
  readonly conflicts: ReadonlySignal<ReadonlySet<FieldName>>;
  readonly dirty: ReadonlySignal<ReadonlySet<FieldName>>;

  constructor(api: Chat["api"]) {
    this.#api = api;
    this.live = new Asked<LiveSettings>(api, "admin/house");
    this.dirty = computed(() => new Set(Object.keys(this.#drafts.value) as FieldName[]));
    this.conflicts = computed(() => {
      const now = this.live.value.value ?? {};
      const drafts = Object.entries(this.#drafts.value) as [FieldName, Draft][];
      return new Set(
        drafts.filter(([field, { base }]) => !same(base, now[field]?.value)).map(([field]) => field),
      );
    });
  }

  /** What a field shows: what was written, else what holds. */
  value(field: FieldName): unknown {
    return (this.#drafts.value[field] ?? this.live.value.value?.[field])?.value;
  }

  edit(field: FieldName, value: unknown): void {
    const now = this.live.value.peek()?.[field]?.value;
    const { [field]: before, ...others } = this.#drafts.peek();
    const base = before === undefined ? now : before.base;
    this.#drafts.value = same(value, now) ? others : { ...others, [field]: { value, base } };
    this.#saved.value = 0;
    if (this.#problem.peek()?.field === field || this.#problem.peek()?.field === null)
      this.#problem.value = null;
  }

  discard(fields: readonly FieldName[]): void {
    const kept = Object.entries(this.#drafts.peek()).filter(
      ([field]) => !fields.includes(field as FieldName),
    );
    this.#drafts.value = Object.fromEntries(kept);
    this.#problem.value = null;
  }

  /** The one who edits knows of the other's value, and wants their own. */
  insist(field: FieldName): void {
    const draft = this.#drafts.peek()[field];
    const now = this.live.value.peek()?.[field]?.value;
    if (draft) this.#drafts.value = { ...this.#drafts.peek(), [field]: { ...draft, base: now } };
  }

  /** Saves what was edited of these fields, unless somebody else changed one of them: then nothing is saved. */
  async save(fields: readonly FieldName[]): Promise<boolean> {
    const mine = fields.filter((field) => this.dirty.peek().has(field));
    if (mine.length === 0 || this.#saving.peek()) return false;
    this.#saving.value = true;
    this.#problem.value = null;
    // An event may be late or lost: what holds is looked at first.
    await this.live.load();
    const drafts = this.#drafts.peek();
    const wish = Object.fromEntries(mine.map((field) => [field, drafts[field]?.value]));
    const clear = !mine.some((field) => this.conflicts.peek().has(field));
    const done = clear && (await this.#patch(wish));
    this.#saving.value = false;
    return done;
  }

  /** Back to what the settings of the server say. */
  async reset(field: FieldName): Promise<void> {
    this.#saving.value = true;
    this.#problem.value = null;
    await this.#patch({ [field]: null });
    this.#saving.value = false;
  }

  async #patch(wish: Readonly<Record<string, unknown>>): Promise<boolean> {
    const told = await this.#api.ask<LiveSettings>("PATCH", "admin/house", wish);
    if (!told.ok) {
      this.#problem.value = { code: told.code, field: told.field };
      return false;
    }
    this.live.set(told.value);
    this.discard(Object.keys(wish) as FieldName[]);
    this.#saved.value += 1;
    return true;
  }
}

/** What is not saved outlives the pages: a style is tried on the rooms. */
const known = new WeakMap<Chat, HouseSettings>();

export function settingsOf(chat: Chat): HouseSettings {
  const found = known.get(chat) ?? new HouseSettings(chat.api);
  known.set(chat, found);
  return found;
}
