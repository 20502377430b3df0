import { computed, signal } from "@preact/signals";
import type { Chat, RoomView } from "../contract";
import type { Person } from "../wire.gen";
import { type Address, addressOf, type Mode, outgoing } from "./address";
import { draftOf, keepDraft } from "./drafts";

const KEPT_MODE = "teahouse.mode";
const encoder = new TextEncoder();

/** What is being written in one room: text, addressee, mode. Kept as a draft with every change. */
export class Compose {
  readonly text = signal("");
  /** Someone picked: shown beside Send, and not in the text. */
  readonly picked = signal<Person | null>(null);
  readonly mode = signal<Mode>(keptMode());
  /** Set when a message was not sent because its address is unclear; cleared by the next change. */
  readonly unclear = signal<Extract<Address, { kind: "unclear" }> | null>(null);
  /** Counts up when the text field should take the focus. */
  readonly focus = signal(0);

  /** Everyone who can be named here: present, or heard in what is loaded. */
  readonly known = computed(() => {
    const you = this.chat.you.value?.id;
    const found = new Map<number, Person>();
    for (const { sender, to } of this.view.messages.value) {
      found.set(sender.id, sender);
      if (to) found.set(to.id, to);
    }
    for (const person of this.view.people.value) found.set(person.id, person);
    if (you !== undefined) found.delete(you);
    return [...found.values()];
  });

  /** Whom the message goes to, if it is sent as it stands: picked, or named at its beginning. */
  readonly addressee = computed((): { person: Person; mode: Mode } | null => {
    if (this.picked.value) return { person: this.picked.value, mode: this.mode.value };
    const address = addressOf(this.text.value, this.known.value);
    if (address.kind !== "person") return null;
    return { person: address.person, mode: address.whisper ? "whisper" : this.mode.value };
  });

  /** Bytes of UTF-8 that the body would have. */
  readonly bytes = computed(() => encoder.encode(this.message().body).length);
  readonly tooLong = computed(() => this.bytes.value > this.chat.bodyBytes.value);

  private readonly chat: Chat;
  private readonly view: RoomView;

  constructor(chat: Chat, view: RoomView) {
    this.chat = chat;
    this.view = view;
    const draft = draftOf(view.room);
    this.text.value = draft.text;
    this.picked.value = draft.to;
  }

  write(text: string): void {
    this.text.value = text;
    this.changed();
    // Whom one whispers to is nobody's business, and that one does so neither.
    this.chat.typingNow(text.trim() !== "" && this.addressee.value?.mode !== "whisper");
  }

  /** Addresses a person; `text` is what remains of the text, where the name was typed into it. */
  pick(person: Person, text = this.text.value): void {
    this.picked.value = person;
    this.text.value = text;
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
    try {
      localStorage.setItem(KEPT_MODE, this.mode.value);
    } catch {
      // The choice lasts as long as the page.
    }
    this.focus.value += 1;
  }

  /** Sends what is written; nothing happens while it is empty, too long, or unclear whom it is for. */
  send(): boolean {
    if (!this.picked.value) {
      const address = addressOf(this.text.value, this.known.value);
      if (address.kind === "unclear") {
        this.unclear.value = address;
        return false;
      }
    }
    const message = this.message();
    if (message.body === "" || this.empty() || this.tooLong.value) return false;
    this.dispatch(message);
    // Who whispers mostly goes on whispering; a silent change to "everyone" would be the worse mistake.
    this.clear(this.addressee.value?.mode === "whisper" ? this.addressee.value.person : null);
    return true;
  }

  /** Sends an unclear message as it is, to everyone. */
  sendToAll(): void {
    if (this.tooLong.value) return;
    this.dispatch(outgoing(this.text.value, null, "mention", this.known.value));
    this.clear(null);
  }

  /** Takes back one's own message that did not go out: its text comes before what is written. */
  takeBack(key: string, to: Person | null): void {
    const text = this.chat.withdraw(key);
    this.text.value = this.text.value.trim() === "" ? text : `${text}\n${this.text.value}`;
    if (to) {
      this.picked.value = to;
      this.mode.value = "whisper";
    }
    this.changed();
    this.focus.value += 1;
  }

  private message(): ReturnType<typeof outgoing> {
    const addressee = this.addressee.value;
    const text = this.picked.value ? this.text.value : addressOf(this.text.value, this.known.value).rest;
    if (!addressee) return outgoing(this.text.value, null, "mention", this.known.value);
    return outgoing(text, addressee.person, addressee.mode, this.known.value);
  }

  private empty(): boolean {
    if (this.picked.value) return this.text.value.trim() === "";
    return addressOf(this.text.value, this.known.value).rest.trim() === "";
  }

  private dispatch({ body, to, mentions }: ReturnType<typeof outgoing>): void {
    this.chat.send(body, { ...(to ? { to } : {}), ...(mentions ? { mentions } : {}) });
    if (this.view.newer.value !== "none") this.chat.jumpToNewest();
  }

  private clear(to: Person | null): void {
    this.text.value = "";
    this.picked.value = to;
    this.changed();
    this.chat.typingNow(false);
  }

  private changed(): void {
    this.unclear.value = null;
    keepDraft(this.view.room, { text: this.text.value, to: this.picked.value });
  }
}

function keptMode(): Mode {
  try {
    return localStorage.getItem(KEPT_MODE) === "mention" ? "mention" : "whisper";
  } catch {
    return "whisper";
  }
}
