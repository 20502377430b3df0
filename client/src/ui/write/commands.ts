import type { Chat, Outcome, RoomEntry, RoomView } from "../../contract";
import { colorsEn, colorsZh } from "../../i18n/color-names";
import type { Person } from "../../wire.gen";
import { fold, nameAt } from "../parts/names";
import { roomTitle } from "../rail/room-title";
import { chooseColor, colorOf } from "./color";
import type { Hint } from "./hint";

export type CommandName =
  | "me"
  | "w"
  | "dm"
  | "nick"
  | "away"
  | "back"
  | "status"
  | "topic"
  | "poll"
  | "join"
  | "ignore"
  | "unignore"
  | "color"
  | "shrug"
  | "help";

/** What a command is carried out with. */
export interface Desk {
  chat: Chat;
  view: RoomView;
  known: readonly Person[];
  openPoll(question: string, options: readonly string[]): void;
  showHelp(): void;
}

/** What a command did: nothing and why, or something whose end is awaited, and what is told then. */
export type Done = { hint: Hint } | { done: Promise<Outcome>; told: Hint | null };

interface Entry {
  name: CommandName;
  aliases: readonly string[];
  /** What follows the name; the completion offers people, rooms and colours. */
  takes: "nothing" | "text" | "perhaps text" | "person" | "people" | "room" | "color";
}

/** A command: it says something, addresses somebody (see address.ts), or does something. */
export type Command = Entry &
  (
    | { kind: "says"; says: (rest: string) => { body: string; action: boolean } }
    | { kind: "addresses" }
    | { kind: "does"; run: (desk: Desk, rest: string) => Done }
  );

/** A conversation has so many people besides oneself. */
const MOST_PEOPLE = 7;
const NOTHING = Promise.resolve(null);
const usage = (command: CommandName): Done => ({ hint: { kind: "usage", command } });

/** Everything that can be typed after a slash. Help and arguments are in i18n/write.ts. */
export const COMMANDS: readonly Command[] = [
  {
    name: "me",
    aliases: ["我"],
    takes: "text",
    kind: "says",
    says: (rest) => ({ body: rest, action: true }),
  },
  { name: "w", aliases: ["whisper", "悄悄话"], takes: "person", kind: "addresses" },
  {
    name: "dm",
    aliases: ["msg", "私聊"],
    takes: "people",
    kind: "does",
    run({ chat, known }, rest) {
      const { people, rest: unknown } = peopleIn(rest, known);
      if (unknown !== "") return { hint: { kind: "nobody", name: unknown } };
      if (people.length === 0) return usage("dm");
      if (people.length > MOST_PEOPLE) return { hint: { kind: "tooManyPeople" } };
      return { done: chat.openDirect(people.map(({ id }) => id)), told: null };
    },
  },
  {
    name: "nick",
    aliases: ["name", "改名"],
    takes: "text",
    kind: "does",
    run: ({ chat }, rest) => (rest === "" ? usage("nick") : { done: chat.rename(rest), told: null }),
  },
  {
    name: "away",
    aliases: ["afk", "离开"],
    takes: "perhaps text",
    kind: "does",
    run: ({ chat }, rest) => ({ done: chat.setStatus(true, rest), told: { kind: "told", what: "away" } }),
  },
  {
    name: "back",
    aliases: ["回来"],
    takes: "nothing",
    kind: "does",
    run: ({ chat }) => ({ done: chat.setStatus(false, ""), told: { kind: "told", what: "back" } }),
  },
  {
    name: "status",
    aliases: ["状态"],
    takes: "perhaps text",
    kind: "does",
    run: ({ chat }, rest) => ({
      done: chat.setStatus(chat.you.peek()?.away ?? false, rest),
      told: { kind: "told", what: rest === "" ? "statusCleared" : "status" },
    }),
  },
  {
    name: "topic",
    aliases: ["话题"],
    takes: "text",
    kind: "does",
    run: ({ chat, view }, rest) =>
      rest === "" ? usage("topic") : { done: chat.changeRoom(view.room, { topic: rest }), told: null },
  },
  {
    name: "poll",
    aliases: ["vote", "投票"],
    takes: "perhaps text",
    kind: "does",
    run({ openPoll }, rest) {
      const [question = "", ...options] = rest.split(/[|｜]/).map((part) => part.trim());
      openPoll(question, options);
      return { done: NOTHING, told: null };
    },
  },
  {
    name: "join",
    aliases: ["room", "房间"],
    takes: "room",
    kind: "does",
    run({ chat }, rest) {
      if (rest === "") return usage("join");
      const room = roomsLike(rest, chat.rooms.peek()).find((each) => fold(roomTitle(each)) === fold(rest));
      if (!room) return { hint: { kind: "noRoom", name: rest } };
      chat.open(room.id);
      return { done: NOTHING, told: null };
    },
  },
  ignoring("ignore", ["忽略"], true),
  ignoring("unignore", ["不忽略"], false),
  {
    name: "color",
    aliases: ["colour", "颜色"],
    takes: "color",
    kind: "does",
    run(_, rest) {
      if (rest === "") return usage("color");
      const none = ["off", "none", "default", "默认"].includes(rest.toLowerCase());
      const color = none ? null : colorOf(rest, [colorsEn, colorsZh]);
      if (color === undefined) return { hint: { kind: "noColor", name: rest } };
      chooseColor(color);
      return { done: NOTHING, told: { kind: "told", what: color === null ? "noColor" : "color" } };
    },
  },
  {
    name: "shrug",
    aliases: ["耸肩"],
    takes: "perhaps text",
    kind: "says",
    says: (rest) => ({ body: `${rest} ¯\\_(ツ)_/¯`.trim(), action: false }),
  },
  {
    name: "help",
    aliases: ["?", "帮助"],
    takes: "nothing",
    kind: "does",
    run({ showHelp }) {
      showHelp();
      return { done: NOTHING, told: null };
    },
  },
];

function ignoring(name: "ignore" | "unignore", aliases: readonly string[], on: boolean): Command {
  return {
    name,
    aliases,
    takes: "person",
    kind: "does",
    run({ chat, known }, rest) {
      const {
        people: [person, other],
        rest: unknown,
      } = peopleIn(rest, known);
      if (unknown !== "") return { hint: { kind: "nobody", name: unknown } };
      if (!person || other) return usage(name);
      return {
        done: chat.ignore(person.id, on),
        told: { kind: "told", what: on ? "ignored" : "unignored", name: person.name },
      };
    },
  };
}

/** The command of this name, or of which this is another name. */
export const commandNamed = (name: string): Command | undefined =>
  COMMANDS.find((command) => command.name === name || command.aliases.includes(name));

/** What a text that begins with a slash asks for. */
export type Slash =
  | { kind: "none" }
  /** `//me` is a text that begins with `/me`. */
  | { kind: "escaped"; text: string }
  | { kind: "unknown"; name: string }
  | { kind: "command"; command: Command; rest: string };

const WORD = /^\/(\?|[\p{L}\p{N}_-]+)(?=\s|$)/u;

/** Reads a leading `/name`; a path like /usr/bin, and a slash alone, are text. */
export function slashOf(text: string): Slash {
  if (text.startsWith("//") && WORD.test(text.slice(1))) return { kind: "escaped", text: text.slice(1) };
  const name = WORD.exec(text)?.[1];
  if (name === undefined || !/\D/.test(name)) return { kind: "none" };
  const command = commandNamed(name.toLowerCase());
  return command
    ? { kind: "command", command, rest: text.slice(name.length + 1).trim() }
    : { kind: "unknown", name };
}

/** The people that a list names, as far as it can be read, and what is left of it then. */
export function peopleIn(list: string, known: readonly Person[]): { people: Person[]; rest: string } {
  const people: Person[] = [];
  let rest = list;
  for (;;) {
    rest = rest.replace(/^[\s,，、@]+/u, "");
    const named = rest === "" ? null : nameAt(rest, 0, known);
    const [person, other] = named?.people ?? [];
    // Of two that are called so, nobody is meant for certain.
    if (!named || !person || other) return { people, rest };
    if (!people.includes(person)) people.push(person);
    rest = rest.slice(named.end);
  }
}

/** Rooms whose title has these characters, those that begin so first. */
export function roomsLike(written: string, rooms: readonly RoomEntry[]): RoomEntry[] {
  const wanted = fold(written);
  const at = (room: RoomEntry): number => fold(roomTitle(room)).indexOf(wanted);
  return rooms.filter((room) => at(room) >= 0).sort((a, b) => Math.sign(at(a)) - Math.sign(at(b)));
}
