import type { Doing, Message, Notice, OwnMessage } from "../../contract";
import { midnight } from "../../i18n/format";
import type { Person } from "../../wire.gen";

/** One message as it is drawn: from the log, or one's own on its way. */
export type Entry =
  | { kind: "said"; key: string; at: number; message: Message }
  | { kind: "own"; key: string; at: number; message: OwnMessage };

/**
 * What one person said in a row; `action` is what they do (`/me`), and stands alone. `gone`: a line tells that
 * something was taken back, and by whom, without a head.
 */
export interface GroupRow {
  kind: "group";
  key: string;
  author: Person;
  whisper: boolean;
  to: Person | null;
  action: boolean;
  gone: boolean;
  entries: Entry[];
}

/** What stands below each other in the list of messages. */
export type Row =
  | { kind: "day"; key: string; at: number }
  | { kind: "new"; key: string }
  | { kind: "coming"; key: string; joined: Person[]; left: Person[]; renamed: { from: string; to: Person }[] }
  /** What was done to the room and its members, in a row; `known` had been told of before. */
  | { kind: "done"; key: string; doings: Doing[]; known: ReadonlySet<number> }
  | GroupRow
  /** Messages in a row of people whom one ignores. */
  | { kind: "ignored"; key: string; groups: GroupRow[] };

/** Messages of one person within this time of the group's first stand under one name. */
const TOGETHER_MS = 5 * 60_000;

/** Whoever comes in by speaking has said so: no line of coming within this time of the message. */
const SPOKE_MS = 5_000;

export interface Shown {
  messages: readonly Message[];
  own: readonly OwnMessage[];
  notices: readonly Notice[];
  doings: readonly Doing[];
  you: Person | null;
  ignored: ReadonlySet<number>;
  /** The name that a visitor's own messages stand under. */
  proposedName: string;
  /** The "new" line stands after this seq; 0 for none. */
  newAfter: number;
  /** False while older (newer) messages exist than the window holds. */
  fromStart: boolean;
  toEnd: boolean;
}

/** The rows for what the window holds: a pure function of its arguments. */
export function rowsOf(shown: Shown): Row[] {
  const rows = new Rows();
  const firstNew = firstNewSeq(shown);
  const notices = [...shown.notices].sort((a, b) => a.afterSeq - b.afterSeq || a.at - b.at);
  let next = 0;
  const start = shown.messages[0]?.seq ?? 0;
  const noticesUntil = (seq: number): Notice[] => {
    const from = next;
    while (next < notices.length && (notices[next]?.afterSeq ?? 0) < seq) next += 1;
    const due = notices.slice(from, next).filter((notice) => shown.fromStart || notice.afterSeq >= start);
    return due.map((notice) => ({
      ...notice,
      joined: notice.joined.filter(({ id }) => notice.at - (spokeAt.get(id) ?? -Infinity) > SPOKE_MS),
    }));
  };
  const spokeAt = new Map<number, number>();
  let nextDoing = 0;
  const doingsUntil = (seq: number): void => {
    for (let doing = shown.doings[nextDoing]; doing && doing.seq < seq; doing = shown.doings[++nextDoing]) {
      rows.coming(noticesUntil(doing.seq));
      rows.day(doing.at);
      rows.done(doing);
    }
  };
  for (const message of shown.messages) {
    doingsUntil(message.seq);
    rows.coming(noticesUntil(message.seq));
    spokeAt.set(message.sender.id, message.at);
    rows.day(message.at);
    if (message.seq === firstNew) rows.push({ kind: "new", key: "new" });
    rows.entry({ kind: "said", key: message.key, at: message.at, message }, message.sender, {
      to: message.to ?? null,
      folded: shown.ignored.has(message.sender.id),
    });
  }
  doingsUntil(Number.POSITIVE_INFINITY);
  if (!shown.toEnd) return rows.all;
  rows.coming(noticesUntil(Number.POSITIVE_INFINITY));
  const author = shown.you ?? { id: 0, name: shown.proposedName };
  const known = new Set(shown.messages.map((message) => message.key));
  for (const message of shown.own) {
    // Acknowledged and delivered in one turn, a message can be in both lists for a moment.
    if (known.has(message.key)) continue;
    rows.day(message.at);
    const entry: Entry = { kind: "own", key: message.key, at: message.at, message };
    rows.entry(entry, author, { to: message.to, folded: false });
  }
  return rows.all;
}

/** The first message of others past the line, if what stands before it is held too. */
function firstNewSeq({ messages, newAfter, you, fromStart }: Shown): number {
  if (newAfter === 0 || messages.length === 0) return 0;
  if (!fromStart && (messages[0]?.seq ?? 0) > newAfter) return 0;
  return messages.find((message) => message.seq > newAfter && message.sender.id !== you?.id)?.seq ?? 0;
}

interface Manner {
  to: Person | null;
  /** Of somebody whom one ignores. */
  folded: boolean;
}

class Rows {
  readonly all: Row[] = [];
  private lastDay = Number.NaN;
  private open: GroupRow | null = null;
  private openFolded: GroupRow[] | null = null;
  private openDone: Doing[] | null = null;
  /** People of whom a line told that they are in the room. */
  private readonly inside = new Set<number>();

  push(row: Row): void {
    this.all.push(row);
    this.open = row.kind === "group" ? row : null;
    this.openFolded = row.kind === "ignored" ? row.groups : null;
    this.openDone = row.kind === "done" ? row.doings : null;
  }

  day(at: number): void {
    const day = midnight(at);
    if (day === this.lastDay) return;
    // One's own clock may be behind the server's: no day comes twice.
    if (day < this.lastDay) return;
    this.lastDay = day;
    this.push({ kind: "day", key: `day-${day}`, at });
  }

  entry(entry: Entry, author: Person, { to, folded }: Manner): void {
    const gone = entry.kind === "said" && typeof entry.message.folded.recalled_at === "number";
    const action = !gone && entry.message.action === true;
    const group = folded ? this.openFolded?.at(-1) : this.open;
    const first = group?.entries[0];
    if (
      group &&
      first &&
      group.author.id === author.id &&
      group.author.name === author.name &&
      group.to?.id === to?.id &&
      !group.action &&
      !action &&
      group.gone === gone &&
      entry.at - first.at < TOGETHER_MS
    ) {
      group.entries.push(entry);
      return;
    }
    const key = `by-${entry.key}`;
    const manner = { whisper: to !== null && !gone, to, action, gone };
    const row: GroupRow = { kind: "group", key, author, ...manner, entries: [entry] };
    if (!folded) this.push(row);
    else if (this.openFolded) this.openFolded.push(row);
    else this.push({ kind: "ignored", key: `ignored-${entry.key}`, groups: [row] });
  }

  done(doing: Doing): void {
    if (this.openDone) this.openDone.push(doing);
    else this.push({ kind: "done", key: `done-${doing.seq}`, doings: [doing], known: new Set(this.inside) });
    if (doing.type === "member.added") this.inside.add(doing.member.id);
    else if (doing.type === "member.removed") this.inside.delete(doing.member.id);
  }

  coming(notices: readonly Notice[]): void {
    const first = notices[0];
    if (!first) return;
    const { joined, left, renamed } = folded(notices);
    if (joined.length + left.length + renamed.length === 0) return;
    this.push({ kind: "coming", key: `coming-${first.id}`, joined, left, renamed });
  }
}

/** What became of everyone in the end: who came and went again, or the reverse, is not told. */
export function folded(notices: readonly Notice[]): {
  joined: Person[];
  left: Person[];
  renamed: { from: string; to: Person }[];
} {
  const joined = new Map<number, Person>();
  const left = new Map<number, Person>();
  const renamed = new Map<number, { from: string; to: Person }>();
  for (const notice of notices) {
    for (const person of notice.joined) if (!left.delete(person.id)) joined.set(person.id, person);
    for (const person of notice.left) if (!joined.delete(person.id)) left.set(person.id, person);
    for (const { from, to } of notice.renamed) {
      if (joined.has(to.id)) joined.set(to.id, to);
      else renamed.set(to.id, { from: renamed.get(to.id)?.from ?? from, to });
    }
  }
  return {
    joined: [...joined.values()],
    left: [...left.values()],
    renamed: [...renamed.values()].filter(({ from, to }) => from !== to.name),
  };
}
