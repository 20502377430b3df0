import { describe, expect, it } from "vitest";
import type { Message, Notice, OwnMessage } from "../../src/contract";
import { folded, type Row, rowsOf, type Shown } from "../../src/ui/log/rows";
import { keptRows } from "../../src/ui/log/rows-kept";
import type { Person } from "../../src/wire.gen";

const me: Person = { id: 1, name: "我" };
const ming: Person = { id: 2, name: "小明" };
const NOON = new Date(2026, 4, 12, 12).getTime();
const MINUTE = 60_000;

const said = (seq: number, sender: Person, minute: number, more: Partial<Message> = {}): Message => ({
  type: "message.created",
  room: 1,
  seq,
  at: NOON + minute * MINUTE,
  sender,
  key: `k${seq}`,
  body: `${seq}`,
  asOf: seq,
  folded: {},
  ...more,
});
const own = (key: string, more: Partial<OwnMessage> = {}): OwnMessage => ({
  key,
  room: 1,
  body: "",
  to: null,
  mentions: [],
  everyone: false,
  replyTo: null,
  action: false,
  color: null,
  files: [],
  options: [],
  at: NOON + 60 * MINUTE,
  state: "pending",
  code: null,
  retryAt: null,
  ...more,
});
const notice = (id: string, afterSeq: number, more: Partial<Notice>): Notice => ({
  id,
  afterSeq,
  at: NOON,
  joined: [],
  left: [],
  renamed: [],
  ...more,
});
const rows = (shown: Partial<Shown>): Row[] =>
  rowsOf({
    messages: [],
    own: [],
    notices: [],
    doings: [],
    you: me,
    ignored: new Set(),
    proposedName: "",
    newAfter: 0,
    fromStart: true,
    toEnd: true,
    ...shown,
  });
const kinds = (shown: Partial<Shown>): string[] =>
  rows(shown).map((row) =>
    row.kind === "group" ? `${row.author.name}:${row.entries.map((e) => e.key)}` : row.kind,
  );

describe("groups", () => {
  it("hold what one person says within five minutes of the first", () => {
    const messages = [said(1, ming, 0), said(2, ming, 4), said(3, ming, 6), said(4, me, 7)];
    expect(kinds({ messages })).toEqual(["day", "小明:k1,k2", "小明:k3", "我:k4"]);
  });

  it("do not mix a whisper with what all may read, nor whispers to two people", () => {
    const messages = [
      said(1, me, 0),
      said(2, me, 0, { to: ming }),
      said(3, me, 0, { to: { id: 3, name: "丙" } }),
    ];
    expect(kinds({ messages })).toEqual(["day", "我:k1", "我:k2", "我:k3"]);
  });

  it("end at a new day", () => {
    expect(kinds({ messages: [said(1, ming, 719), said(2, ming, 721)] })).toEqual([
      "day",
      "小明:k1",
      "day",
      "小明:k2",
    ]);
  });

  it("hold one's own messages on their way, each once", () => {
    const messages = [said(1, me, 58)];
    expect(kinds({ messages, own: [own("k1"), own("a")] })).toEqual(["day", "我:k1,a"]);
  });

  it("show none of one's own while the window ends in the past", () => {
    expect(kinds({ messages: [said(1, ming, 0)], own: [own("a")], toEnd: false })).toEqual([
      "day",
      "小明:k1",
    ]);
  });

  it("show a visitor's first message under the proposed name", () => {
    expect(kinds({ own: [own("a")], you: null, proposedName: "松下" })).toEqual(["day", "松下:a"]);
  });
});

describe("the new line", () => {
  const messages = [said(1, ming, 0), said(2, me, 1), said(3, ming, 2)];

  it("stands before the first unread message of others", () => {
    expect(kinds({ messages, newAfter: 1 })).toEqual(["day", "小明:k1", "我:k2", "new", "小明:k3"]);
  });

  it("does not stand where nothing is new, nor where its place is not loaded", () => {
    expect(kinds({ messages, newAfter: 3 })).not.toContain("new");
    expect(kinds({ messages })).not.toContain("new");
    expect(kinds({ messages: messages.slice(1), newAfter: 1, fromStart: false })).not.toContain("new");
  });
});

describe("comings and goings", () => {
  it("are folded between two messages, and leave out who came and went", () => {
    const theo = { id: 5, name: "Theo" };
    const result = folded([
      notice("1", 1, { joined: [ming, theo] }),
      notice("2", 1, { left: [theo], renamed: [{ from: "小明", to: { ...ming, name: "大明" } }] }),
    ]);
    expect(result).toEqual({ joined: [{ ...ming, name: "大明" }], left: [], renamed: [] });
  });

  it("tell a name that changed twice once, and one that changed back not at all", () => {
    const b = { id: 2, name: "B" };
    const a = { id: 2, name: "A" };
    const c = { id: 2, name: "C" };
    const first = notice("1", 0, { renamed: [{ from: "A", to: b }] });
    expect(folded([first, notice("2", 0, { renamed: [{ from: "B", to: c }] })]).renamed).toEqual([
      { from: "A", to: c },
    ]);
    expect(folded([first, notice("2", 0, { renamed: [{ from: "B", to: a }] })]).renamed).toEqual([]);
  });

  it("stand after their message, and nowhere when that is not loaded", () => {
    const notices = [notice("1", 1, { joined: [ming] }), notice("2", 4, { left: [ming] })];
    const messages = [said(4, ming, 0), said(5, ming, 1)];
    expect(kinds({ messages, notices, fromStart: false })).toEqual(["day", "小明:k4", "coming", "小明:k5"]);
    expect(kinds({ notices: [notice("1", 0, { joined: [ming] })] })).toEqual(["coming"]);
  });

  it("do not say that somebody came who has just come by speaking", () => {
    const messages = [said(1, ming, 0), said(2, ming, 0)];
    const came = (at: number) => [notice("1", 1, { joined: [ming], at })];
    expect(kinds({ messages, notices: came(NOON + 1_000) })).toEqual(["day", "小明:k1,k2"]);
    expect(kinds({ messages, notices: came(NOON + 20_000) })).toContain("coming");
  });
});

it("gives every row its own key", () => {
  const messages = [said(1, ming, 0), said(2, me, 1), said(3, ming, 1500)];
  const all = rows({ messages, own: [own("a")], newAfter: 1 }).map((row) => row.key);
  expect(new Set(all).size).toBe(all.length);
});

describe("what stands alone", () => {
  const theo: Person = { id: 5, name: "Theo" };

  it("is what somebody does, also between other words of theirs", () => {
    const messages = [said(1, ming, 0), said(2, ming, 0, { action: true }), said(3, ming, 0)];
    expect(kinds({ messages })).toEqual(["day", "小明:k1", "小明:k2", "小明:k3"]);
  });

  it("is what was taken back: without whisper's colours, and out of its group", () => {
    const gone = said(2, ming, 0, { body: null, to: me, folded: { recalled_at: NOON, recalled_by: 2 } });
    const all = rows({ messages: [said(1, ming, 0), gone, said(3, ming, 0)] });
    expect(all.map((row) => row.kind === "group" && [row.gone, row.whisper, row.entries.length])).toEqual([
      false,
      [false, false, 1],
      [true, false, 1],
      [false, false, 1],
    ]);
  });

  it("is one line for all that people said in a row whom one ignores", () => {
    const messages = [said(1, ming, 0), said(2, theo, 1), said(3, theo, 2), said(4, me, 3), said(5, ming, 4)];
    const all = rows({ messages, ignored: new Set([ming.id, theo.id]) });
    expect(
      all.map((row) => (row.kind === "ignored" ? row.groups.map((g) => g.entries.length) : row.kind)),
    ).toEqual(["day", [1, 2], "group", [1]]);
  });
});

describe("rows that are drawn already", () => {
  const messages = [said(1, ming, 0), said(2, ming, 1), said(3, me, 2), said(4, ming, 3)];
  const before = rows({ messages });

  it("are the same list when nothing changed", () => {
    expect(keptRows(before, rows({ messages: [...messages] }))).toBe(before);
  });

  it("are the same objects, but for the one that changed", () => {
    const changed = { ...(messages[2] as Message), body: "3!" };
    const now = keptRows(before, rows({ messages: messages.with(2, changed) }));
    expect(now.map((row, i) => row === before[i])).toEqual([true, true, false, true]);
  });

  it("keep the key of a group that lost its first message, or got an earlier one", () => {
    const shorter = rows({ messages: messages.slice(1) });
    expect(keptRows(before, shorter)[1]?.key).toBe("by-k1");
    expect(keptRows(shorter, before)[1]?.key).toBe("by-k2");
  });

  it("never share a key, also where one group became two", () => {
    const two = rows({ messages: [said(0, ming, 0), said(1, ming, 6), ...messages.slice(2)] });
    const one = [{ ...two[1], key: "by-k1", entries: [...entriesOf(two[1]), ...entriesOf(two[2])] } as Row];
    const keys = keptRows(one, two).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  const entriesOf = (row: Row | undefined) => (row?.kind === "group" ? row.entries : []);
});
