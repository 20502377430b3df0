/** Files on their way up, and those that wait for the message that carries them; each belongs to a room. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Outcome, Upload } from "../contract";
import type { Answer, Platform, Transfer } from "../net/platform";
import type { Keys } from "../storage/keys";
import type { File } from "../wire.gen";
import { refusal } from "./identity";

/** Files that go up at the same time. */
export const AT_ONCE = 2;
const PATH = "/api/v1/files";

interface Item extends Upload {
  room: number;
  /** What goes up; null where the file came back out of a message. */
  body: globalThis.File | null;
  transfer: Transfer | null;
  started: boolean;
}

export interface UploadsParts {
  platform: Platform;
  keys: Keys;
  /** The room on the screen. */
  room(): number;
  fileBytes(): number;
  /** Makes a visitor somebody; null once that is so. */
  signedIn(): Promise<Outcome>;
}

export class Uploads {
  readonly #items = signal<readonly Item[]>([]);
  readonly all: ReadonlySignal<readonly Upload[]>;
  readonly #parts: UploadsParts;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
    this.all = computed(() => this.#items.value.filter((item) => item.room === parts.room()).map(shown));
  }

  add(files: readonly globalThis.File[]): void {
    const { platform, keys } = this.#parts;
    const room = this.#parts.room();
    batch(() => {
      for (const body of files) {
        const { name, size } = body;
        const picture = body.type.startsWith("image/") ? platform.addressOf(body) : null;
        const fate = size > this.#parts.fileBytes() ? TOO_LARGE : GOING;
        const item = { id: keys.next(), name, size, picture, room, body, ...fate };
        this.#items.value = [...this.#items.peek(), item];
      }
    });
    this.#go();
  }

  drop(id: string): void {
    const item = this.#find(id);
    if (item === undefined) return;
    this.#forget(item);
    if (item.file !== null) this.#erase(item.file);
  }

  retry(id: string): void {
    const item = this.#find(id);
    if (item?.state !== "failed" || item.body === null || item.size > this.#parts.fileBytes()) return;
    this.#change(id, GOING);
    this.#go();
  }

  /** A message carries these from now on. */
  sent(files: readonly File[]): void {
    const ids = new Set(files.map((file) => file.id));
    for (const item of this.#items.peek())
      if (item.file !== null && ids.has(item.file.id)) this.#forget(item);
  }

  /** A message that carried these was taken back: they wait for another one. */
  returned(room: number, files: readonly File[]): void {
    const back = files.map((file): Item => {
      const { name, size } = file;
      const id = this.#parts.keys.next();
      return { id, name, size, picture: null, room, body: null, ...GOING, state: "done", progress: 1, file };
    });
    this.#items.value = [...this.#items.peek(), ...back];
  }

  /** The room is there no more: what was for it is nowhere to be seen, and goes nowhere. */
  leave(room: number): void {
    batch(() => {
      for (const item of this.#items.peek()) if (item.room === room) this.drop(item.id);
    });
  }

  /** Another person is here, to whom these do not belong. */
  forget(): void {
    batch(() => {
      for (const item of this.#items.peek()) this.#forget(item);
    });
  }

  #go(): void {
    const going = this.#items.peek().filter((item) => item.state === "going");
    let free = AT_ONCE - going.filter((item) => item.started).length;
    for (const item of going) {
      if (free <= 0) return;
      if (item.started) continue;
      this.#change(item.id, { started: true });
      void this.#send(item.id);
      free--;
    }
  }

  async #send(id: string): Promise<void> {
    const outcome = await this.#transfer(id).catch((): Partial<Item> => failed("offline"));
    // It was dropped when it was all there already.
    if (this.#find(id) === undefined && outcome.file) this.#erase(outcome.file);
    this.#change(id, { ...outcome, transfer: null, started: false });
    this.#go();
  }

  /** The server forgets what no message carries by itself, too; a word that is lost costs nothing. */
  #erase(file: File): void {
    this.#parts.platform.ask("DELETE", `${PATH}/${encodeURIComponent(file.id)}`, {}).catch(() => {});
  }

  async #transfer(id: string): Promise<Partial<Item>> {
    const refused = await this.#parts.signedIn();
    if (refused !== null) return failed(refused);
    const item = this.#find(id);
    if (item === undefined || item.body === null) return {};
    const path = `${PATH}?${new URLSearchParams({ name: item.name })}`;
    const progress = (share: number) => this.#change(id, { progress: Math.min(1, share) });
    const transfer = this.#parts.platform.transfer(path, item.body, progress);
    this.#change(id, { transfer });
    return outcomeOf(await transfer.answer);
  }

  #find(id: string): Item | undefined {
    return this.#items.peek().find((item) => item.id === id);
  }

  #change(id: string, change: Partial<Item>): void {
    if (this.#find(id) === undefined) return;
    this.#items.value = this.#items.peek().map((item) => (item.id === id ? { ...item, ...change } : item));
  }

  #forget(item: Item): void {
    item.transfer?.abort();
    if (item.picture !== null) this.#parts.platform.release(item.picture);
    this.#items.value = this.#items.peek().filter((one) => one.id !== item.id);
    this.#go();
  }
}

const START = { progress: 0, code: null, file: null, transfer: null, started: false } as const;
const GOING = { ...START, state: "going" } as const;
const TOO_LARGE = { ...START, state: "failed", code: "too_large" } as const;

const failed = (code: Upload["code"]): Partial<Item> => ({ state: "failed", code });

function outcomeOf(answer: Answer): Partial<Item> {
  if (answer.status >= 300) return failed(refusal(answer).code);
  const file = answer.body as File | null;
  if (typeof file?.id !== "string") return failed("internal");
  return { state: "done", progress: 1, code: null, file };
}

function shown({
  room: _room,
  body: _body,
  transfer: _transfer,
  started: _started,
  ...upload
}: Item): Upload {
  return upload;
}
