import { describe, expect, it } from "vitest";
import { type Folded, folded, type Where } from "../src/state/notices";
import type { Person } from "../src/wire.gen";

const [ann, bea, cat]: Person[] = ["Ann", "Bea", "Cat"].map((name, id) => ({ id: id + 1, name })) as never;
const event = { type: "presence.changed", room: 1, count: 1 } as const;

interface Move {
  at: number;
  joined?: Person[];
  left?: Person[];
  renamed?: { from: string; to: Person }[];
  lastVisible?: number;
}

function linesOf(...moves: Move[]) {
  const end = moves.reduce<readonly Folded[]>((all, { at, renamed = [], lastVisible = 0, ...change }) => {
    const where: Where = { at, cursor: lastVisible, lastVisible, me: 99 };
    return folded(all, { ...event, ...change }, renamed, where);
  }, []);
  return end.map(({ notice: { joined, left, renamed } }) => ({
    joined: joined.map((person) => person.name),
    left: left.map((person) => person.name),
    renamed: renamed.map((change) => `${change.from}→${change.to.name}`),
  }));
}

const line = (joined: string[], left: string[] = [], renamed: string[] = []) => ({ joined, left, renamed });

describe("notices", () => {
  it("merge within 60 s", () => {
    const moves = [
      { at: 0, joined: [ann as Person] },
      { at: 59_000, joined: [bea as Person], left: [cat as Person] },
    ];
    expect(linesOf(...moves)).toEqual([line(["Ann", "Bea"], ["Cat"])]);
    expect(linesOf(...moves, { at: 61_000, joined: [cat as Person] })).toEqual([line(["Ann", "Bea"])]);
    expect(linesOf(...moves, { at: 75_000, joined: [cat as Person] })).toEqual([
      line(["Ann", "Bea"], ["Cat"]),
      line(["Cat"]),
    ]);
  });

  it("do not merge over a message", () => {
    expect(
      linesOf({ at: 0, joined: [ann as Person] }, { at: 5_000, joined: [bea as Person], lastVisible: 1 }),
    ).toEqual([line(["Ann"]), line(["Bea"])]);
  });

  it("vanish when someone leaves and is back within 10 s, even over a message", () => {
    expect(
      linesOf({ at: 0, left: [ann as Person] }, { at: 9_000, joined: [ann as Person], lastVisible: 1 }),
    ).toEqual([]);
    expect(linesOf({ at: 0, joined: [ann as Person] }, { at: 9_000, left: [ann as Person] })).toEqual([]);
    expect(linesOf({ at: 0, left: [ann as Person] }, { at: 11_000, joined: [ann as Person] })).toEqual([
      line(["Ann"], ["Ann"]),
    ]);
  });

  it("shorten a chain of names", () => {
    const to = (name: string) => ({ id: 1, name });
    const first = { at: 0, renamed: [{ from: "Ann", to: to("Anna") }] };
    expect(linesOf(first, { at: 1, renamed: [{ from: "Anna", to: to("Annie") }] })).toEqual([
      line([], [], ["Ann→Annie"]),
    ]);
    expect(linesOf(first, { at: 1, renamed: [{ from: "Anna", to: to("Ann") }] })).toEqual([]);
  });

  it("leave oneself out", () => {
    expect(linesOf({ at: 0, joined: [{ id: 99, name: "Me" }] })).toEqual([]);
  });
});
