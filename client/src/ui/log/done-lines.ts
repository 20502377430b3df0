import type { Doing } from "../../contract";
import { isolate, lasting } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Row } from "./rows";

/**
 * What a row of doings says: a line for each change that an event makes. Whoever is removed from a room that is
 * not private has no role there any more, and is in it as everybody.
 */
export function linesOf(
  row: Extract<Row, { kind: "done" }>,
  isPrivate: boolean,
): { key: string; text: string }[] {
  const inside = new Set(row.known);
  return row.doings.flatMap((doing) => {
    const texts = textsOf(doing, inside, isPrivate);
    if (doing.type === "member.added") inside.add(doing.member.id);
    return texts.map((text, i) => ({ key: `${doing.seq}-${i}`, text }));
  });
}

function keptLine(by: string, days: number): string {
  const t = strings.value.standing;
  if (days <= 0) return days === 0 ? t.keptForEver(by) : t.keptAsHouse(by);
  return t.kept(by, lasting(days * 86_400));
}

function textsOf(doing: Doing, inside: ReadonlySet<number>, isPrivate: boolean): string[] {
  const t = strings.value.standing;
  const by = isolate(doing.sender.name);
  if (doing.type === "room.changed") {
    const { archived, read_only, access, slow_seconds, retention_days } = doing;
    return [
      typeof archived === "boolean" && t.archived(by, archived),
      typeof read_only === "boolean" && t.closed(by, read_only),
      (access === "public" || access === "members") && t.opened(by, access),
      typeof slow_seconds === "number" &&
        (slow_seconds === 0 ? t.slowedNot(by) : t.slowed(by, lasting(slow_seconds))),
      typeof retention_days === "number" && keptLine(by, retention_days),
    ].filter((text) => text !== false);
  }
  const name = isolate(doing.member.name);
  const alone = doing.sender.id === doing.member.id;
  if (doing.type === "member.removed" && !isPrivate) return [t.ranked.member(by, name)];
  if (doing.type === "member.removed") return [alone ? t.left(name) : t.removed(by, name)];
  const { role } = doing;
  if (alone && !(role === "moderator" && inside.has(doing.member.id))) return [t.came(name)];
  if (role === "owner" || role === "moderator") return [t.ranked[role](by, name)];
  return [inside.has(doing.member.id) ? t.ranked.member(by, name) : t.added(by, name)];
}
