import { computed, signal } from "@preact/signals";
import type { Outcome, SendOptions } from "../../contract";
import { mentionsIn, namesAll } from "../../text/mentions";
import { dialog } from "../app/stage";
import { ended } from "../order/barred";
import { slowUntil } from "../order/slow";
import { show } from "../parts/overlay";
import { type Address, outgoing } from "./address";
import { ownColor } from "./color";
import type { Command } from "./commands";
import type { Compose } from "./compose";
import { bytesOf, type Going } from "./going";
import type { Hint } from "./hint";

/** So many files go with one message. */
export const MOST_FILES = 10;

type Said = Extract<Going, { kind: "message" }>;

/** What happens at Send: what hinders it is asked or told, and the text stays until it has gone. */
export class Sending {
  /** Set when a message was not sent because its address is unclear. */
  readonly unclear = signal<Extract<Address, { kind: "unclear" }> | null>(null);
  readonly hint = signal<Hint | null>(null);
  /** Whether it is asked if `@all` is meant. */
  readonly asking = signal(false);
  /** Send was pressed, and files are on their way up. */
  readonly waiting = signal(false);
  /** An edit or a command is on its way. */
  readonly busy = signal(false);

  /** Whether something is on its way up for this message. */
  readonly filesGoing = computed(() =>
    this.#compose.chat.uploads.value.some(({ state }) => state === "going"),
  );

  /** When the room takes the next message, in Unix milliseconds; 0 for now. What is to come is known when it is read. */
  readonly slow = computed(() => {
    ended.value;
    return slowUntil(this.#compose.chat, this.#compose.view);
  });

  /** Whether Send would do anything. */
  readonly ready = computed(() => {
    const { going, tooLong, editing, chat } = this.#compose;
    if (this.busy.value || tooLong.value || (this.slow.value > 0 && !editing.value)) return false;
    if (going.value.kind !== "message" || !going.value.bare) return true;
    return !editing.value && chat.uploads.value.length > 0;
  });

  readonly #compose: Compose;

  constructor(compose: Compose) {
    this.#compose = compose;
  }

  /**
   * Sends what is written, or does what it commands; true if it has left the field.
   *
   * Nothing happens while it is empty or too long. Whatever else hinders it is told: `unclear`, `hint`, `asking`,
   * `waiting`.
   */
  send(): boolean {
    const going = this.#compose.going.peek();
    const { editing } = this.#compose;
    if (this.busy.peek() || this.waiting.peek()) return false;
    if (going.kind === "unclear") this.unclear.value = going.address;
    else if (going.kind === "unknown") this.hint.value = going;
    else if (going.kind === "usage") this.hint.value = { kind: "usage", command: going.command.name };
    else if (going.kind === "command") this.#run(going.command, going.rest);
    else if (editing.value) this.#save(going.message.body);
    else return this.#say(going);
    return false;
  }

  /** Sends what was held back, an unclear address or an unknown command, as the text that it is. */
  sendAsText(): void {
    const { text, picked, mode, known } = this.#compose;
    const message = outgoing(text.peek(), picked.peek(), mode.peek(), known.peek());
    this.forget();
    this.#say({ kind: "message", message, action: false, bare: message.body === "" });
  }

  /** The answer to whether `@all` is meant: everyone is called, or it is sent without. */
  answer(everyone: boolean): void {
    const going = this.#compose.going.peek();
    this.asking.value = false;
    if (going.kind === "message" && this.ready.peek()) this.#dispatch(going, everyone);
    this.#compose.focus.value += 1;
  }

  /** Takes back what Send is waiting or asking for, or what it told; false if there is nothing. */
  stop(): boolean {
    const stands = this.asking.peek() || this.waiting.peek() || this.unclear.peek() || this.hint.peek();
    if (!stands) return false;
    this.forget();
    this.waiting.value = false;
    this.#compose.focus.value += 1;
    return true;
  }

  /** What was told is about a text that is another one now. */
  forget(): void {
    this.unclear.value = null;
    this.hint.value = null;
    this.asking.value = false;
  }

  /** The uploads changed: what waited for them is sent, or it is told that some are missing. */
  uploadsChanged(): void {
    const told = this.hint.peek()?.kind;
    if (told === "files" || told === "tooManyFiles") this.hint.value = null;
    if (!this.waiting.peek() || this.filesGoing.peek()) return;
    this.waiting.value = false;
    this.send();
  }

  #say(said: Said): boolean {
    const { chat } = this.#compose;
    const uploads = chat.uploads.peek();
    if (this.slow.peek() > 0) return false;
    if (bytesOf(said.message.body) > chat.bodyBytes.peek()) return false;
    if (said.bare && uploads.length === 0) return false;
    if (uploads.length > MOST_FILES) {
      this.hint.value = { kind: "tooManyFiles", over: uploads.length - MOST_FILES };
      return false;
    }
    if (this.filesGoing.peek()) {
      this.waiting.value = true;
      return false;
    }
    if (uploads.some(({ state }) => state === "failed")) {
      this.hint.value = { kind: "files" };
      return false;
    }
    if (!said.message.to && namesAll(said.message.body)) {
      this.asking.value = true;
      return false;
    }
    this.#dispatch(said, false);
    return true;
  }

  #dispatch({ message, action }: Said, everyone: boolean): void {
    const { chat, view } = this.#compose;
    const { body, to, mentions } = message;
    const reply = this.#compose.replyTo.peek();
    const gone = reply !== null && view.referred(reply).peek().kind === "gone";
    const files = chat.uploads.peek().flatMap(({ file }) => (file ? [file] : []));
    const options: SendOptions = {
      ...(to ? { to } : {}),
      ...(mentions ? { mentions } : {}),
      ...(everyone ? { everyone } : {}),
      ...(action ? { action } : {}),
      // What is not there any more cannot be answered, and would hold the message up.
      ...(reply !== null && !gone ? { replyTo: reply } : {}),
      ...(ownColor.peek() !== null ? { color: ownColor.peek() ?? "" } : {}),
      ...(files.length > 0 ? { files } : {}),
    };
    chat.send(body, options);
    if (view.newer.peek() !== "none") chat.jumpToNewest();
    // Who whispers mostly goes on whispering; a silent change to "everyone" would be the worse mistake.
    this.#compose.clear({ to: to ?? null, replyTo: null });
    chat.typingNow(false);
  }

  #run(command: Extract<Command, { kind: "does" }>, rest: string): void {
    const { chat, view, known, text } = this.#compose;
    const openPoll = (question: string, options: readonly string[]): void =>
      show({ kind: "poll", question, options });
    const showHelp = (): void => {
      dialog.value = { kind: "shortcuts" };
    };
    const done = command.run({ chat, view, known: known.peek(), openPoll, showHelp }, rest);
    if ("hint" in done) {
      this.hint.value = done.hint;
      return;
    }
    const before = text.peek();
    void this.#until(done.done, (code) => {
      // Whoever wrote on meanwhile keeps it.
      if (code === null && text.peek() === before) this.#compose.clear();
      this.hint.value = code === null ? done.told : { kind: "refused", code };
    });
  }

  #save(body: string): void {
    const { chat, editing, known, tooLong } = this.#compose;
    const message = editing.peek();
    if (!message || tooLong.peek()) return;
    if (body === "" && (message.files?.length ?? 0) === 0) this.hint.value = { kind: "emptyEdit" };
    else if (body === (message.body ?? "").trim()) this.#compose.cancelEdit();
    else {
      const mentions = message.to ? [] : mentionsIn(body, known.peek());
      this.hint.value = null;
      void this.#until(chat.edit(message.seq, body, mentions), (code) => {
        if (editing.peek()?.seq !== message.seq) return;
        if (code === null) this.#compose.cancelEdit();
        else this.hint.value = { kind: "editRefused", code };
      });
    }
  }

  async #until(doing: Promise<Outcome>, then: (code: Outcome) => void): Promise<void> {
    this.busy.value = true;
    const code = await doing.catch((): Outcome => "internal");
    this.busy.value = false;
    then(code);
  }
}
