import { computed, signal } from "@preact/signals";
import type { Chat, Message, RoomView } from "../../contract";
import { roleIn } from "../../state/rights";
import type { Person } from "../../wire.gen";
import { actionsOf, isOpen } from "../log/actions";
import { circumstances } from "../log/deeds";
import { isMuted } from "../order/barred";
import { show } from "../parts/overlay";
import { addressOf, type Mode, outgoing } from "./address";
import { type Draft, draftOf, type Edit, keepDraft } from "./drafts";
import { bytesOf, type Going, goingOf } from "./going";
import { Sending } from "./sending";

const KEPT_MODE = "teahouse.mode";

/** What is being written in one room: text, addressee, mode, what it answers. Kept as a draft with every change. */
export class Compose {
  readonly text = signal("");
  /** Someone picked: shown beside Send, and not in the text. */
  readonly picked = signal<Person | null>(null);
  readonly mode = signal<Mode>(keptMode());
  /** The seq of the message that is answered. */
  readonly replyTo = signal<number | null>(null);
  /** The message of one's own whose text is in the field instead of the draft. */
  readonly editing = signal<Message | null>(null);
  /** Counts up when the text field should take the focus. */
  readonly focus = signal(0);
  /** What is to be put in at the caret, once for each object. */
  readonly insertion = signal<{ text: string } | null>(null);

  /** People met by a completion who are neither here nor heard in what is loaded. */
  private readonly met = signal<readonly Person[]>([]);
  /** What `known` was. */
  private named: readonly Person[] = [];
  private stash: Draft | null = null;
  /** What was being edited the last time, until it is known whether it still can be. */
  private interrupted: Edit | null = null;

  /** Everyone who can be named here: present, or heard in what is loaded. */
  readonly known = computed(() => {
    const you = this.chat.you.value?.id;
    const found = new Map<number, Person>(this.met.value.map((person) => [person.id, person]));
    for (const { sender, to } of this.view.messages.value) {
      found.set(sender.id, sender);
      if (to) found.set(to.id, to);
    }
    for (const person of this.view.people.value) found.set(person.id, person);
    if (you !== undefined) found.delete(you);
    // The very same list while they are the same people: each text with an @ is drawn again with another one.
    if (!samePeople(this.named, found)) this.named = [...found.values()];
    return this.named;
  });

  /** Whom the message goes to, if it is sent as it stands: picked, or named at its beginning. */
  readonly addressee = computed((): { person: Person; mode: Mode } | null => {
    if (this.editing.value) return null;
    if (this.picked.value) return { person: this.picked.value, mode: this.mode.value };
    const address = addressOf(this.text.value, this.known.value);
    if (address.kind !== "person") return null;
    return { person: address.person, mode: address.whisper ? "whisper" : this.mode.value };
  });

  /** Whom one whispered to has the next word too: that is told before it is begun. */
  readonly whisperStays = computed(
    () => this.text.value === "" && this.picked.value !== null && this.addressee.value?.mode === "whisper",
  );

  /** What Enter would do. What an edit says is no command and has no address. */
  readonly going = computed((): Going => {
    if (!this.editing.value)
      return goingOf(this.text.value, this.picked.value, this.mode.value, this.known.value);
    const message = outgoing(this.text.value, null, "mention", this.known.value);
    return { kind: "message", message, action: false, bare: message.body === "" };
  });

  /** Bytes of UTF-8 that the body would have. */
  readonly bytes = computed(() =>
    this.going.value.kind === "message" ? bytesOf(this.going.value.message.body) : 0,
  );
  readonly tooLong = computed(() => this.bytes.value > this.chat.bodyBytes.value);

  /** Why nothing can be said here; null where something can. */
  readonly closed = computed((): "archived" | "read_only" | "muted" | null => {
    const room = this.view.state.value;
    const role = roleIn(this.chat.role.value, room, this.chat.you.value?.id ?? null);
    const muted = isMuted(this.chat.sanctions.value, this.view.room);
    if (room === null || isOpen({ room, role, muted })) return null;
    return room.archived ? "archived" : muted ? "muted" : "read_only";
  });

  readonly sending: Sending;
  readonly chat: Chat;
  readonly view: RoomView;

  constructor(chat: Chat, view: RoomView) {
    this.chat = chat;
    this.view = view;
    this.sending = new Sending(this);
    const kept = draftOf(view.room);
    this.interrupted = kept.edit;
    // What was begun goes to whom it was for, as it was, however somebody was addressed elsewhere since.
    this.take({ ...kept, mode: kept.mode ?? this.mode.peek() });
  }

  write(text: string): void {
    this.text.value = text;
    // Who writes on after Send is not done: half a word must not go out when the files are there.
    this.sending.waiting.value = false;
    this.changed();
    // Whom one whispers to is nobody's business, and that one does so neither; a command is no message.
    const said = text.trim() !== "" && this.going.value.kind !== "command";
    this.chat.typingNow(said && this.addressee.value?.mode !== "whisper");
  }

  /** Puts a text in where the caret is or was last. */
  insert(text: string): void {
    this.insertion.value = { text };
  }

  /** Addresses a person; `text` is what remains of the text, where the name was typed into it. */
  pick(person: Person, text = this.text.value, mode = this.mode.value): void {
    if (this.editing.value) this.cancelEdit();
    this.meet(person);
    this.picked.value = person;
    this.mode.value = mode;
    this.text.value = text;
    this.changed();
    this.focus.value += 1;
  }

  /** A person that a completion found can be named from now on. */
  meet(person: Person): void {
    if (!this.known.peek().some(({ id }) => id === person.id)) this.met.value = [...this.met.peek(), person];
  }

  /** What is written answers this message; an answer to a whisper is a whisper. */
  reply(message: Message): void {
    if (this.editing.value) this.cancelEdit();
    const you = this.chat.you.peek()?.id;
    const other = message.to && message.sender.id === you ? message.to : message.sender;
    if (message.to && other.id !== you) {
      this.picked.value = other;
      this.mode.value = "whisper";
    }
    this.replyTo.value = message.seq;
    this.changed();
    this.focus.value += 1;
  }

  cancelReply(): void {
    this.replyTo.value = null;
    this.changed();
    this.focus.value += 1;
  }

  /** What is written takes the place of what this message of one's own says; the draft comes back afterwards. */
  edit(message: Message): void {
    if (this.sending.busy.value) return;
    this.interrupted = null;
    this.stash ??= this.draft();
    this.sending.waiting.value = false;
    this.editing.value = message;
    this.take({ ...this.stash, text: message.body ?? "", to: null, replyTo: null });
    this.changed();
    this.focus.value += 1;
  }

  /**
   * Goes on with the edit that a reload, or another room, interrupted; to be followed until the message is there.
   * Where it cannot be edited any more, its text is an ordinary one, before what else was written.
   */
  resumeEdit(): void {
    const { chat, view, interrupted } = this;
    if (interrupted === null) return;
    const referred = view.referred(interrupted.seq).value;
    // Who is not known yet may be known again in a moment; and a room that is closed may be opened.
    const known = chat.you.value !== null || chat.connection.value.phase === "online";
    if (referred.kind === "loading" || !known || view.state.value === null || this.closed.value) return;
    if (this.sending.busy.value) return;
    const at = circumstances({ chat, view, compose: this });
    const message = referred.kind === "message" ? referred.message : null;
    if (message && actionsOf(message, at).includes("edit")) {
      this.edit(message);
      this.text.value = interrupted.text;
      this.changed();
      return;
    }
    this.interrupted = null;
    const before = this.text.peek();
    this.text.value = [interrupted.text, before].filter((text) => text.trim() !== "").join("\n");
    this.changed();
  }

  /** Edits the last message of one's own that can be; false if there is none. */
  editLast(): boolean {
    const at = circumstances({ chat: this.chat, view: this.view, compose: this });
    const last = this.view.messages.peek().findLast((message) => actionsOf(message, at).includes("edit"));
    if (last) this.edit(last);
    return last !== undefined;
  }

  cancelEdit(): void {
    this.editing.value = null;
    this.take(this.stash ?? { text: "", to: null, mode: this.mode.peek(), replyTo: null });
    this.stash = null;
    this.changed();
    this.focus.value += 1;
  }

  drop(): void {
    if (!this.picked.value) {
      const address = addressOf(this.text.value, this.known.value);
      this.text.value = address.rest;
    }
    this.picked.value = null;
    this.changed();
    this.focus.value += 1;
  }

  /** Turns whisper into mention and back; the choice is kept for the next time. */
  turn(): void {
    const addressee = this.addressee.value;
    if (!addressee) return;
    // A `/w` in the text always whispers: turned, the person stands beside Send instead.
    if (!this.picked.value) this.pick(addressee.person, addressOf(this.text.value, this.known.value).rest);
    this.mode.value = addressee.mode === "whisper" ? "mention" : "whisper";
    this.changed();
    try {
      localStorage.setItem(KEPT_MODE, this.mode.value);
    } catch {
      // The choice lasts as long as the page.
    }
    this.focus.value += 1;
  }

  /** Takes back one's own message that did not go out: its text comes before what is written. */
  takeBack(key: string, to: Person | null): void {
    const own = this.view.own.peek().find((message) => message.key === key);
    if (this.editing.value) this.cancelEdit();
    const text = this.chat.withdraw(key);
    if (own && own.options.length > 0 && text !== "") {
      show({ kind: "poll", question: text, options: own.options });
      return;
    }
    const said = own?.action && text !== "" ? `/me ${text}` : text;
    this.text.value = this.text.value.trim() === "" ? said : `${said}\n${this.text.value}`;
    if (to) {
      this.picked.value = to;
      this.mode.value = "whisper";
    }
    this.replyTo.value ??= own?.replyTo ?? null;
    this.changed();
    this.focus.value += 1;
  }

  /** Empties the field; whom it was for stays. `to` and `replyTo` stay as they are, where they are not given. */
  clear(kept: Partial<Draft> = {}): void {
    this.take({ ...this.draft(), ...kept, text: "" });
    this.changed();
  }

  private draft(): Draft {
    const { text, picked, mode, replyTo } = this;
    return { text: text.peek(), to: picked.peek(), mode: mode.peek(), replyTo: replyTo.peek() };
  }

  private take({ text, to, mode, replyTo }: Draft): void {
    this.text.value = text;
    this.picked.value = to;
    this.mode.value = mode;
    this.replyTo.value = replyTo;
  }

  private changed(): void {
    this.sending.forget();
    const message = this.editing.peek();
    const edit = message ? { seq: message.seq, text: this.text.peek() } : this.interrupted;
    // While something is edited, the draft stays as it was.
    keepDraft(this.view.room, message && this.stash ? this.stash : this.draft(), edit);
  }
}

function samePeople(before: readonly Person[], now: ReadonlyMap<number, Person>): boolean {
  if (before.length !== now.size) return false;
  return before.every(({ id, name, away, status }) => {
    const found = now.get(id);
    return found?.name === name && found.away === away && found.status === status;
  });
}

function keptMode(): Mode {
  try {
    return localStorage.getItem(KEPT_MODE) === "mention" ? "mention" : "whisper";
  } catch {
    return "whisper";
  }
}
