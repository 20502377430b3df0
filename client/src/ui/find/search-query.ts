import type { RoomEntry } from "../../contract";
import { fold } from "../parts/names";
import { roomTitle } from "../rail/room-title";

/** What of a query narrows it: the same words as the server's, in both languages, with both colons. */
const KINDS = {
  from: "from",
  来自: "from",
  來自: "from",
  in: "in",
  在: "in",
  has: "has",
  含: "has",
  after: "after",
  之后: "after",
  之後: "after",
  before: "before",
  之前: "before",
} as const;
const THINGS = {
  link: "link",
  链接: "link",
  連結: "link",
  image: "image",
  图片: "image",
  圖片: "image",
  file: "file",
  文件: "file",
  檔案: "file",
} as const;

export type FilterKind = (typeof KINDS)[keyof typeof KINDS];
export type Thing = (typeof THINGS)[keyof typeof THINGS];

/** A filter as it stands in the query. `value` of `has` is the thing's English name. */
export interface Filter {
  kind: FilterKind;
  value: string;
  text: string;
  start: number;
}

/** Words that are looked for one behind another; not `exact`, the last one may go on. */
export interface Phrase {
  text: string;
  exact: boolean;
}

export interface Query {
  filters: Filter[];
  phrases: Phrase[];
}

const ITEM = new RegExp(
  `(?<filter>${Object.keys(KINDS).join("|")})[:：](?:"(?<quoted>[^"]+)"|(?<value>[^\\s"]+))` +
    `|"(?<phrase>[^"]*)"?|(?<word>[^\\s"]+)`,
  "giu",
);
const CURLY = /[“”„＂「」『』]/g;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAYS = new Set(["today", "今天", "yesterday", "昨天"]);

/** Reads a query as the server does; what has no sense as a filter is words. */
export function read(query: string): Query {
  const found: Query = { filters: [], phrases: [] };
  for (const item of query.replace(CURLY, '"').matchAll(ITEM)) {
    const { filter, quoted, value, phrase, word } = item.groups ?? {};
    const text = query.slice(item.index, item.index + item[0].length);
    const kind = filter === undefined ? undefined : KINDS[filter.toLowerCase() as keyof typeof KINDS];
    const said = (quoted ?? value ?? "").trim();
    const sense = kind === undefined ? null : senseOf(kind, said);
    if (kind !== undefined && sense !== null)
      found.filters.push({ kind, value: sense, text, start: item.index });
    else found.phrases.push({ text: phrase ?? word ?? item[0], exact: phrase !== undefined });
  }
  return found;
}

function senseOf(kind: FilterKind, value: string): string | null {
  switch (kind) {
    case "from":
      return value.replace(/^@/, "") || null;
    case "in":
      return value.replace(/^#/, "") || null;
    case "has":
      return THINGS[value.toLowerCase() as keyof typeof THINGS] ?? null;
    case "after":
    case "before":
      return DAYS.has(value.toLowerCase()) || isDate(value) ? value : null;
    default:
      return kind satisfies never;
  }
}

const isDate = (value: string): boolean => DATE.test(value) && !Number.isNaN(Date.parse(value));

/**
 * What a filter calls a room: its title, as people know it, where that means this room alone; else its name. Both
 * mean it to the server, in every language.
 */
export function calledIn(room: RoomEntry, rooms: readonly RoomEntry[]): string {
  const title = roomTitle(room);
  const means = (one: RoomEntry): boolean =>
    [roomTitle(one), one.name].some((name) => fold(name) === fold(title));
  const alone = rooms.every((one) => one.id === room.id || !means(one));
  const sayable = fold(title) !== "" && title.search(CURLY) < 0 && !title.includes('"');
  return room.kind !== "direct" && alone && sayable ? title : room.name;
}

/** The filter as it is shown: a room by its title, whatever it is called in the query. */
export function shownAs({ kind, text, value }: Filter, rooms: readonly RoomEntry[]): string {
  if (kind !== "in") return text;
  const named = rooms.find(({ name }) => fold(name) === fold(value));
  return named ? text.slice(0, text.search(/[:：]/) + 1) + roomTitle(named) : text;
}

/** The query without one of its filters. */
export function without(query: string, { start, text }: Filter): string {
  return `${query.slice(0, start).trimEnd()} ${query.slice(start + text.length).trimStart()}`.trim();
}

/** The query with a filter behind it; `word` is the filter's name with its colon, in the reader's language. */
export function withFilter(query: string, word: string, value: string): string {
  const said = /\s/.test(value) ? `"${value}"` : value;
  return [query.trim(), word + said].filter((part) => part !== "").join(" ");
}

/** The local date of Unix milliseconds, as filters take it. */
export function dateOf(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
