import type { RoomEntry } from "../../contract";
import { readings } from "../../text/pinyin";
import type { Person } from "../../wire.gen";
import { fold, rankOf } from "../parts/names";
import { COLOR_NAMES, type ColorName } from "./color";
import { COMMANDS, type Command } from "./commands";

/** One thing that a completion offers. */
export type Suggestion =
  | { kind: "person"; person: Person; here: boolean }
  | { kind: "all"; count: number }
  | { kind: "emoji"; emoji: string; name: string; label: string }
  | { kind: "command"; command: Command }
  | { kind: "room"; room: RoomEntry }
  | { kind: "color"; color: ColorName };

export const keyOf = (suggestion: Suggestion): string => {
  switch (suggestion.kind) {
    case "person":
      return `person ${suggestion.person.id}`;
    case "all":
      return "all";
    case "emoji":
      return suggestion.emoji;
    case "command":
      return suggestion.command.name;
    case "room":
      return `room ${suggestion.room.id}`;
    case "color":
      return suggestion.color;
    default:
      return suggestion satisfies never;
  }
};

/**
 * Whom an @ may mean: who is here, then who was heard in the room, then whom the server `found`; in each, the best
 * names first. A name that is written out and followed by a space is decided: nobody is offered then.
 */
export function peopleFor(
  query: string,
  known: readonly Person[],
  here: ReadonlySet<number>,
  found: readonly Person[],
): Suggestion[] {
  const wanted = fold(query);
  const letters = readings.value;
  const heard = new Set(known.map(({ id }) => id));
  const others = found.filter(({ id }) => !heard.has(id));
  const ranked = [...known, ...others]
    .map((person) => ({
      person,
      group: here.has(person.id) ? 0 : heard.has(person.id) ? 1 : 2,
      rank: rankOf(wanted, person.name, letters),
    }))
    .filter(({ rank }) => rank < Infinity);
  if (/\s$/.test(query) && ranked.some(({ person }) => fold(person.name) === wanted)) return [];
  return ranked
    .sort((a, b) => a.group - b.group || a.rank - b.rank)
    .map(({ person }) => ({ kind: "person", person, here: here.has(person.id) }));
}

const ALL = ["all", "everyone", "所有人", "大家"];

/** Whether `@` and this may become `@all`. */
export function meansAll(query: string): boolean {
  const wanted = fold(query);
  return !/\s$/.test(query) && ALL.some((name) => rankOf(wanted, name, readings.value) <= 1);
}

/** Commands that begin so, by name first; none once one is written out. */
export function commandsFor(query: string): Suggestion[] {
  const wanted = query.toLowerCase();
  if (COMMANDS.some(({ name }) => name === wanted && name.length > 1)) return [];
  const rank = ({ name, aliases }: Command): number =>
    name.startsWith(wanted) ? 0 : aliases.some((alias) => alias.startsWith(wanted)) ? 1 : 2;
  return COMMANDS.map((command) => ({ command, rank: rank(command) }))
    .filter((found) => found.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .map(({ command }) => ({ kind: "command", command }));
}

/** Colours by their name, in the page's language or as the wire has it; none once one is written out. */
export function colorsFor(query: string, names: Readonly<Record<ColorName, string>>): Suggestion[] {
  const wanted = query.toLowerCase();
  const told = (color: ColorName): string[] => [color, names[color].toLowerCase()];
  if (COLOR_NAMES.some((color) => told(color).includes(wanted.trim()))) return [];
  return COLOR_NAMES.filter((color) => told(color).some((name) => name.startsWith(wanted))).map((color) => ({
    kind: "color",
    color,
  }));
}
