import { batch, computed, signal } from "@preact/signals";
import { strings } from "../../i18n/language";
import { toned } from "../../text/emoji";
import { tone, used } from "../../text/emoji-recent";
import { needReadings } from "../../text/pinyin";
import type { Person } from "../../wire.gen";
import { fold } from "../parts/names";
import { roomTitle } from "../rail/room-title";
import { peopleIn, roomsLike } from "./commands";
import type { Compose } from "./compose";
import { colorsFor, commandsFor, meansAll, peopleFor, type Suggestion } from "./suggestions";
import { type Trigger, triggerAt } from "./trigger";

const MOST = 8;
/** Whoever types on within this time asks the server for the longer name alone. */
const ASK_MS = 150;

/** What is offered at the caret, and what a choice makes of the text. */
export class Completer {
  readonly caret = signal(0);
  /** The option that Enter takes; -1 for none. */
  readonly active = signal(0);
  /** Where a completion was closed with Escape: it stays closed there. */
  readonly #closedAt = signal(-1);
  readonly #found = signal<{ query: string; people: readonly Person[] }>({ query: "", people: [] });
  readonly #emoji = signal<{ query: string; found: readonly Suggestion[] }>({ query: "", found: [] });
  #asking: ReturnType<typeof setTimeout> | undefined;
  readonly #compose: Compose;

  readonly trigger = computed((): Trigger | null => {
    const { text, editing } = this.#compose;
    const found = triggerAt(text.value, this.caret.value, editing.value !== null);
    return found?.start === this.#closedAt.value ? null : found;
  });

  readonly options = computed((): readonly Suggestion[] => {
    const trigger = this.trigger.value;
    if (!trigger) return [];
    const offered = this.#offered(trigger);
    // Commands are read through, the others are found by one letter more.
    return trigger.kind === "command" ? offered : offered.slice(0, MOST);
  });

  constructor(compose: Compose) {
    this.#compose = compose;
  }

  /** The caret is there now: what it asks for is fetched. `typed`: the text changed, too. */
  look(caret: number, typed = false): void {
    const before = this.trigger.peek();
    batch(() => {
      this.caret.value = caret;
      if (typed && this.trigger.peek() === null && !this.#stillAtClosed(caret)) this.#closedAt.value = -1;
    });
    const trigger = this.trigger.peek();
    if (typed || before?.start !== trigger?.start) this.active.value = trigger?.eager === false ? -1 : 0;
    clearTimeout(this.#asking);
    if (trigger?.kind === "emoji") void this.#askEmoji(trigger.query);
    else if (trigger && namesPeople(trigger)) this.#askPeople(this.#nameIn(trigger));
  }

  step(by: 1 | -1): void {
    const count = this.options.peek().length;
    const at = this.active.peek();
    this.active.value = at < 0 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count;
  }

  /** Closes what is offered here, until another place asks. */
  close(): void {
    this.#closedAt.value = this.trigger.peek()?.start ?? -1;
  }

  /** The option that is taken by Enter or Tab. */
  chosen(key: "Enter" | "Tab"): Suggestion | undefined {
    const at = this.active.peek();
    return this.options.peek()[at < 0 && key === "Tab" ? 0 : at];
  }

  /** Puts an option into the text; answers where the caret goes. */
  choose(suggestion: Suggestion): number {
    const trigger = this.trigger.peek();
    const { text, editing } = this.#compose;
    if (!trigger) return this.caret.peek();
    const before = text.peek().slice(0, trigger.start);
    const rest = text.peek().slice(this.caret.peek());
    if (suggestion.kind === "person") {
      this.#compose.meet(suggestion.person);
      const whispers = trigger.kind === "argument" && trigger.command.kind === "addresses";
      if (!editing.peek() && (whispers || (trigger.kind === "person" && trigger.start === 0))) {
        this.#compose.pick(suggestion.person, rest.trimStart(), whispers ? "whisper" : undefined);
        this.look(0, true);
        return 0;
      }
    }
    const put = `${before}${this.#textOf(suggestion, trigger)}`;
    this.#compose.write(put + rest.replace(/^ /, ""));
    this.look(put.length, true);
    return put.length;
  }

  #offered(trigger: Trigger): Suggestion[] {
    const { chat } = this.#compose;
    if (trigger.kind === "emoji") {
      const { query, found } = this.#emoji.value;
      // While the letters that follow are looked up, what was found for those before stays.
      return trigger.query.startsWith(query) && query !== "" ? [...found] : [];
    }
    if (trigger.kind === "command") return commandsFor(trigger.query);
    if (trigger.kind === "argument" && trigger.command.takes === "room") {
      const rooms = roomsLike(trigger.query, chat.rooms.value);
      const decided = rooms.some((room) => fold(roomTitle(room)) === fold(trigger.query));
      return decided ? [] : rooms.map((room) => ({ kind: "room", room }));
    }
    if (trigger.kind === "argument" && trigger.command.takes === "color")
      return colorsFor(trigger.query, strings.value.write.colors);
    return this.#people(trigger);
  }

  #people(trigger: Trigger): Suggestion[] {
    const { view, known } = this.#compose;
    const name = this.#nameIn(trigger);
    const found = this.#found.value;
    const here = new Set(view.people.value.map(({ id }) => id));
    // Those found for the letters before are still among those for the longer name, if they match.
    const others = found.query !== "" && name.startsWith(found.query) ? found.people : [];
    // After a whole name a list may end.
    if (name === "" && trigger.kind === "argument" && trigger.query.trim() !== "") return [];
    const people = peopleFor(name, known.value, here, others);
    // In the middle of a text a name that is written out needs nobody to choose it: Enter sends.
    const [only, other] = people;
    const inText = trigger.kind === "person" && (trigger.start > 0 || this.#compose.editing.value !== null);
    if (inText && !other && only?.kind === "person" && fold(only.person.name) === fold(name)) return [];
    if (trigger.kind !== "person" || !meansAll(trigger.query)) return people;
    return [...people.slice(0, MOST - 1), { kind: "all", count: view.count.value }];
  }

  /** The name that is being written: of a list of people, the last one. */
  #nameIn(trigger: Trigger): string {
    if (trigger.kind !== "argument" || trigger.command.takes !== "people") return trigger.query;
    return peopleIn(trigger.query, this.#compose.known.peek()).rest;
  }

  #textOf(suggestion: Suggestion, trigger: Trigger): string {
    switch (suggestion.kind) {
      case "person": {
        if (trigger.kind !== "argument") return `@${suggestion.person.name} `;
        const name = this.#nameIn(trigger);
        return `${trigger.query.slice(0, trigger.query.length - name.length)}${suggestion.person.name} `;
      }
      case "all":
        return `@${strings.peek().write.all} `;
      case "emoji": {
        // Of several people in one emoji not each has a tone of its own everywhere.
        const picked = suggestion.emoji.includes("\u200D")
          ? suggestion.emoji
          : toned(suggestion.emoji, tone.peek());
        used(picked);
        return picked;
      }
      case "command":
        return `/${suggestion.command.name}${suggestion.command.takes === "nothing" ? "" : " "}`;
      case "room":
        return roomTitle(suggestion.room);
      case "color":
        return strings.peek().write.colors[suggestion.color];
      default:
        return suggestion satisfies never;
    }
  }

  #askPeople(name: string): void {
    const query = name.trim();
    // A name has few words: what is longer is what is said to somebody.
    if (query === "" || query.length > 40 || query.split(/\s+/).length > 3) return;
    if (/[A-Za-z]/.test(query)) void needReadings();
    if (query === this.#found.peek().query) return;
    this.#asking = setTimeout(() => {
      this.#compose.chat.findPeople(query).then(
        (people) => {
          const you = this.#compose.chat.you.peek()?.id;
          this.#found.value = { query, people: people.filter(({ id }) => id !== you) };
        },
        () => {
          // Who is here and was heard is offered all the same.
        },
      );
    }, ASK_MS);
  }

  async #askEmoji(query: string): Promise<void> {
    const { emojiCompletions } = await import("../../text/emoji-search");
    const found = await emojiCompletions(query, MOST);
    const trigger = this.trigger.peek();
    if (trigger?.kind !== "emoji" || trigger.query !== query) return;
    this.#emoji.value = { query, found: found.map((each) => ({ kind: "emoji", ...each })) };
  }

  #stillAtClosed(caret: number): boolean {
    const { text, editing } = this.#compose;
    return triggerAt(text.peek(), caret, editing.peek() !== null)?.start === this.#closedAt.peek();
  }
}

const namesPeople = (trigger: Trigger): boolean =>
  trigger.kind === "person" ||
  (trigger.kind === "argument" && (trigger.command.takes === "person" || trigger.command.takes === "people"));
