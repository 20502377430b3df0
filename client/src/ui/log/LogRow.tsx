import { dayOf, isolate, listed } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Person } from "../../wire.gen";
import { today } from "../parts/clock";
import { useScreen } from "../parts/screen";
import { linesOf } from "./done-lines";
import { Group } from "./Group";
import { Ignored } from "./Ignored";
import type { Row } from "./rows";
import "./LogRow.css";

/** One row of the log. */
export function LogRow({ row }: { row: Row }) {
  switch (row.kind) {
    case "day":
      return (
        <div class="divider">
          <time dateTime={dateOf(row.at)}>{dayOf(row.at, today.value)}</time>
        </div>
      );
    case "new":
      return (
        <div class="divider new" data-new>
          {strings.value.newSince}
        </div>
      );
    case "coming":
      return <Coming row={row} />;
    case "done":
      return <Done row={row} />;
    case "group":
      return <Group group={row} />;
    case "ignored":
      return <Ignored row={row} />;
    default:
      return row satisfies never;
  }
}

/** What was done to the room and those in it. */
function Done({ row }: { row: Extract<Row, { kind: "done" }> }) {
  const { view } = useScreen();
  return (
    <p class="coming done">
      {linesOf(row, view.state.value?.access === "private").map(({ key, text }) => (
        <span key={key}>{text}</span>
      ))}
    </p>
  );
}

/** Who came, left, and is called otherwise now, in at most a few words each. */
function Coming({ row }: { row: Extract<Row, { kind: "coming" }> }) {
  const t = strings.value;
  const lines: string[] = [];
  if (row.joined.length > 0) lines.push(told(row.joined, t.joined, t.joinedMany));
  if (row.left.length > 0) lines.push(told(row.left, t.left, t.leftMany));
  for (const { from, to } of row.renamed.slice(0, 3)) lines.push(t.renamed(isolate(from), isolate(to.name)));
  return (
    <p class="coming">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </p>
  );
}

function told(
  people: readonly Person[],
  all: (names: string) => string,
  some: (names: string, n: number) => string,
): string {
  const names = people.map(({ name }) => name);
  if (names.length <= 3) return all(listed(names));
  // English counts the others, Chinese counts all: the string is given both ways of counting it.
  const more = strings.value.countsAll ? names.length : names.length - 2;
  return some(listed(names.slice(0, 2), true), more);
}

/** The local date as `YYYY-MM-DD`, for the datetime attribute. */
function dateOf(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
