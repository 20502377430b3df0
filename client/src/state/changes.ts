/**
 * What one does to messages and rooms: commands with a key, each sent until it is answered.
 *
 * One at a time for each message, so that the last word is the last; sent again under the same key on every
 * connection while the page lives. Reactions and votes are foreseen: shown before the server says so, and
 * never twice, because what is shown is the log with one's own open changes folded over it.
 */
import { batch, signal } from "@preact/signals";
import type { Message, Outcome } from "../contract";
import type { Platform } from "../net/platform";
import type { Requests } from "../net/requests";
import type { Command, DurableEvent, Person, Reply } from "../wire.gen";
import { type Change, placeOf, reshaped } from "./message";

const RETRY_MS = 1_000;
const RETRY_CAP_MS = 30_000;

/** A command that makes an event of a room's log, and no message. */
export type Keyed = Extract<
  Command,
  {
    type:
      | "message.edit"
      | "message.recall"
      | "reaction.add"
      | "reaction.remove"
      | "message.pin"
      | "message.unpin"
      | "poll.vote"
      | "poll.close"
      | "room.change";
  }
>;

interface Pending {
  command: Keyed;
  owner: Person;
  /** What it will have done; null where one waits for the answer. */
  foreseen: Change | null;
  state: "waiting" | "asked" | "held";
  refusals: number;
  /** It has its place: shown over the log until that gets there. */
  accepted: number | null;
  cancel: () => void;
  resolve: (outcome: Outcome) => void;
}

export interface ChangesParts {
  platform: Platform;
  requests: Requests;
  you(): Person | null;
  online(): boolean;
  /** How far the log of `room` is; beyond all where it is not followed. */
  cursor(room: number): number;
}

export class Changes {
  readonly #pending = signal<readonly Pending[]>([]);
  readonly #parts: ChangesParts;

  constructor(parts: ChangesParts) {
    this.#parts = parts;
  }

  /** Resolves once it is answered, however many connections that takes. */
  do(command: Keyed): Promise<Outcome> {
    const owner = this.#parts.you();
    if (owner === null) return Promise.resolve("not_signed_in");
    return new Promise((resolve) => {
      const foreseen = foresee(command, owner);
      const open = { command, owner, foreseen, resolve, accepted: null, cancel: () => {} };
      this.#pending.value = [...this.#pending.peek(), { ...open, state: "waiting", refusals: 0 }];
      this.go();
    });
  }

  /** Messages of `room` as they will be. */
  over(room: number, messages: readonly Message[]): readonly Message[] {
    let now = messages;
    for (const { command, foreseen } of this.#pending.value) {
      if (foreseen === null || command.room !== room) continue;
      const at = placeOf(now, foreseen.target);
      const before = now[at];
      if (before !== undefined) now = now.with(at, reshaped(before, foreseen));
    }
    return now;
  }

  /** Sends what waits, where nothing before it is open for the same message. */
  go(): void {
    if (!this.#parts.online()) return;
    const you = this.#parts.you()?.id;
    const busy = new Set<string>();
    for (const pending of this.#pending.peek()) {
      if (pending.accepted !== null || pending.owner.id !== you) continue;
      const place = placeOfCommand(pending.command);
      if (pending.state === "waiting" && !busy.has(place)) this.#ask(pending);
      busy.add(place);
    }
  }

  /** The log of `room` got to `cursor` by these events: what is in it is done. */
  applied(room: number, cursor: number, events: readonly DurableEvent[]): void {
    if (this.#pending.peek().length === 0) return;
    const keys = new Set(events.flatMap((event) => ("key" in event ? [event.key] : [])));
    batch(() => {
      for (const pending of this.#pending.peek()) {
        const { command, accepted } = pending;
        if (command.room !== room) continue;
        if (keys.has(command.id) || (accepted !== null && accepted <= cursor)) this.#end(pending, null);
      }
    });
    this.go();
  }

  /** The server has another history: the places that were given are void. */
  onEpoch(): void {
    for (const pending of this.#pending.peek()) if (pending.accepted !== null) this.#end(pending, null);
  }

  /** This person is here no more. */
  forget(): void {
    for (const pending of this.#pending.peek()) this.#end(pending, "not_signed_in");
  }

  #ask(pending: Pending): void {
    pending.state = "asked";
    this.#parts.requests.ask(pending.command, (reply) => batch(() => this.#onReply(pending, reply)));
  }

  #onReply(pending: Pending, reply: Reply | null): void {
    if (!this.#pending.peek().includes(pending)) return;
    if (reply === null) pending.state = "waiting";
    else if (reply.type === "error" && reply.retryable === true) {
      const wait = reply.retry_after_ms ?? Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** pending.refusals);
      pending.refusals++;
      pending.state = "held";
      pending.cancel = this.#parts.platform.after(wait, () => {
        pending.state = "waiting";
        this.go();
      });
    } else if (reply.type === "error") this.#end(pending, reply.code);
    else {
      pending.accepted = reply.type === "message.accepted" ? reply.seq : 0;
      pending.resolve(null);
      if (pending.accepted <= this.#parts.cursor(pending.command.room)) this.#end(pending, null);
    }
    if (reply !== null) this.go();
  }

  #end(pending: Pending, outcome: Outcome): void {
    pending.cancel();
    pending.resolve(outcome);
    this.#pending.value = this.#pending.peek().filter((one) => one !== pending);
  }
}

function placeOfCommand(command: Keyed): string {
  return "seq" in command ? `${command.room}:${command.seq}` : `${command.room}`;
}

/** The event that a command will make, where it is shown before there is one. */
function foresee(command: Keyed, sender: Person): Change | null {
  const { id: key, room } = command;
  const event = { room, seq: 0, at: 0, sender, key };
  switch (command.type) {
    case "reaction.add":
      return { ...event, type: "reaction.added", target: command.seq, emoji: command.emoji };
    case "reaction.remove":
      return { ...event, type: "reaction.removed", target: command.seq, emoji: command.emoji };
    case "poll.vote":
      return { ...event, type: "poll.voted", target: command.seq, option: command.option };
    default:
      return null;
  }
}
