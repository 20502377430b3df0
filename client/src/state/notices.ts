/**
 * Lines of coming and going, folded so that they never drown the talk. Pure.
 *
 * Who leaves and comes back (or comes and leaves) within 10 s leaves no trace; what happens within 60 s
 * without a message in between is one line.
 */
import type { Notice } from "../contract";
import type { Person, PresenceChanged } from "../wire.gen";
import type { Renamed } from "./presence";

export const CANCEL_MS = 10_000;
export const MERGE_MS = 60_000;
const KEPT = 60;

/** A notice and when each of its people moved. */
export interface Folded {
  readonly notice: Notice;
  readonly moved: ReadonlyMap<number, number>;
}

export interface Where {
  /** Unix milliseconds. */
  at: number;
  /** The last seq applied, and the last one that shows. */
  cursor: number;
  lastVisible: number;
  me: number | null;
}

export function folded(
  all: readonly Folded[],
  event: PresenceChanged,
  renamed: readonly Renamed[],
  where: Where,
): readonly Folded[] {
  let now = [...all];
  const move = (side: Side, person: Person) => {
    if (person.id === where.me) return;
    const back = cancelled(now, opposite(side), person, where.at);
    now = back ?? added(now, where, { ...NOTHING, [side]: [person] });
  };
  for (const person of event.left ?? []) move("left", person);
  for (const person of event.joined ?? []) move("joined", person);
  for (const change of renamed) now = added(now, where, { ...NOTHING, renamed: [change] });
  return now.slice(-KEPT);
}

type Side = "joined" | "left";
type Moves = Pick<Notice, "joined" | "left" | "renamed">;
const NOTHING: Moves = { joined: [], left: [], renamed: [] };
const opposite = (side: Side): Side => (side === "joined" ? "left" : "joined");

/** Without the earlier opposite move of `person`, or null when there is none that is recent. */
function cancelled(all: Folded[], side: Side, person: Person, at: number): Folded[] | null {
  const index = all.findLastIndex(({ notice }) => notice[side].some((one) => one.id === person.id));
  const found = all[index];
  if (found === undefined || at - (found.moved.get(person.id) ?? 0) > CANCEL_MS) return null;
  const notice = { ...found.notice, [side]: found.notice[side].filter((one) => one.id !== person.id) };
  const rest = notice.joined.length + notice.left.length + notice.renamed.length;
  return rest === 0 ? all.toSpliced(index, 1) : all.with(index, { ...found, notice });
}

function added(all: Folded[], where: Where, moves: Moves): Folded[] {
  const last = all.at(-1);
  const moved = new Map([...moves.joined, ...moves.left].map((person) => [person.id, where.at]));
  if (
    last === undefined ||
    where.at - last.notice.at > MERGE_MS ||
    where.lastVisible > last.notice.afterSeq
  ) {
    const id = `${where.at}.${last === undefined ? 0 : Number(last.notice.id.split(".")[1]) + 1}`;
    return [...all, { notice: { id, afterSeq: where.cursor, at: where.at, ...moves }, moved }];
  }
  const notice: Notice = {
    ...last.notice,
    joined: union(last.notice.joined, moves.joined),
    left: union(last.notice.left, moves.left),
    renamed: moves.renamed.reduce(chained, last.notice.renamed),
  };
  if (notice.joined.length + notice.left.length + notice.renamed.length === 0) return all.slice(0, -1);
  return all.with(-1, { notice, moved: new Map([...last.moved, ...moved]) });
}

function union(people: readonly Person[], more: readonly Person[]): Person[] {
  const ids = new Set(more.map((person) => person.id));
  return [...people.filter((person) => !ids.has(person.id)), ...more];
}

/** 甲 → 乙 and 乙 → 丙 is 甲 → 丙; 甲 → 乙 → 甲 is nothing. */
function chained(all: Renamed[], change: Renamed): Renamed[] {
  const before = all.find((one) => one.to.id === change.to.id);
  const rest = all.filter((one) => one !== before);
  const from = before?.from ?? change.from;
  return from === change.to.name ? rest : [...rest, { from, to: change.to }];
}
