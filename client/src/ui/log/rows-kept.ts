import type { Person } from "../../wire.gen";
import type { GroupRow, Row } from "./rows";

/**
 * The rows as they are now, for a list that is already drawn.
 *
 * Those that did not change are the very same objects, so nothing draws them anew. A group that lost its first
 * messages at the top of the window, or got earlier ones there, keeps its key, so its elements stay.
 */
export function keptRows(before: readonly Row[], now: readonly Row[]): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  const keys = keysOf(before, now);
  const rows = now.map((row, i) => {
    const key = keys[i] ?? row.key;
    const old = known.get(key);
    if (old && sameRow(old, row)) return old;
    return key === row.key ? row : { ...row, key };
  });
  return rows.length === before.length && rows.every((row, i) => row === before[i]) ? before : rows;
}

/** A key for each row: of a group, the one that it, or most likely it, had before. */
function keysOf(before: readonly Row[], now: readonly Row[]): readonly string[] {
  const had = new Map<string, string>();
  for (const row of before)
    if (row.kind === "group") for (const entry of row.entries) had.set(entry.key, row.key);
  const taken = new Set<string>();
  return now.map((row) => {
    const old =
      row.kind === "group" ? row.entries.map((entry) => had.get(entry.key)).find((key) => key) : undefined;
    let key = old !== undefined && !taken.has(old) ? old : row.key;
    while (taken.has(key)) key += "+";
    taken.add(key);
    return key;
  });
}

function sameRow(a: Row, b: Row): boolean {
  switch (a.kind) {
    case "day":
      return b.kind === "day" && a.at === b.at;
    case "new":
      return b.kind === "new";
    case "coming":
      return (
        b.kind === "coming" &&
        samePeople(a.joined, b.joined) &&
        samePeople(a.left, b.left) &&
        samePeople(
          a.renamed.map(({ to }) => to),
          b.renamed.map(({ to }) => to),
        )
      );
    case "done":
      return (
        b.kind === "done" &&
        a.doings.length === b.doings.length &&
        a.doings.every((doing, i) => doing === b.doings[i])
      );
    case "group":
      return b.kind === "group" && sameGroup(a, b);
    case "ignored":
      return (
        b.kind === "ignored" &&
        a.groups.length === b.groups.length &&
        a.groups.every((group, i) => sameGroup(group, b.groups[i]))
      );
    default:
      return a satisfies never;
  }
}

function sameGroup(a: GroupRow, b: GroupRow | undefined): boolean {
  return (
    b !== undefined &&
    a.author.id === b.author.id &&
    a.author.name === b.author.name &&
    a.to?.name === b.to?.name &&
    a.entries.length === b.entries.length &&
    a.entries.every(
      (entry, i) => entry.message === b.entries[i]?.message && entry.kind === b.entries[i]?.kind,
    )
  );
}

const samePeople = (a: readonly Person[], b: readonly Person[]): boolean =>
  a.length === b.length && a.every(({ id, name }, i) => id === b[i]?.id && name === b[i]?.name);
