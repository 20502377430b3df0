import { beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../src/contract";
import { type Heard, News } from "../../src/ui/app/announce";
import { me, ming, said } from "./said";

let news: News;
const look = (messages: readonly Message[], more: Partial<Heard> = {}): boolean =>
  news.look({ opening: 1, messages, toEnd: true, me: me.id, ignored: new Set(), ...more });
const told = (): number[] => news.take().told.map(({ seq }) => seq);
const upTo = (last: number, first = 1): Message[] =>
  Array.from({ length: last - first + 1 }, (_, i) => said(first + i, ming));

describe("what is told aloud", () => {
  beforeEach(() => {
    news = new News();
    look(upTo(20, 11));
  });

  it("is no history: neither what was there nor older pages", () => {
    expect(look(upTo(20, 11))).toBe(false);
    expect(look(upTo(20, 1))).toBe(false);
    expect(told()).toEqual([]);
  });

  it("is each new message once, in order", () => {
    expect(look(upTo(22, 11))).toBe(true);
    expect(told()).toEqual([21, 22]);
    expect(look(upTo(22, 11))).toBe(false);
    look(upTo(23, 11));
    expect(told()).toEqual([23]);
  });

  it("is neither an edit nor a reaction", () => {
    const edited = upTo(20, 11).map((message) => ({ ...message, body: "!", folded: { edited_at: 1 } }));
    expect(look(edited)).toBe(false);
  });

  it("is no page of what one had not seen yet, but what comes after it", () => {
    look(upTo(10), { toEnd: false });
    look(upTo(30), { toEnd: false });
    expect(look(upTo(40), { toEnd: true })).toBe(false);
    expect(look(upTo(41))).toBe(true);
    expect(told()).toEqual([41]);
  });

  it("is nothing of one's own, of ignored people, or taken back", () => {
    const gone = said(23, ming, { body: null });
    expect(
      look([...upTo(20, 11), said(21, me), said(22, { id: 9, name: "九" }), gone], { ignored: new Set([9]) }),
    ).toBe(false);
  });

  it("is three in words, and the number of the others", () => {
    look(upTo(30, 11));
    const { told: words, more } = news.take();
    expect([words.length, more]).toEqual([3, 7]);
  });

  it("begins anew with another opening, and not with a log that is loaded again", () => {
    expect(look(upTo(50), { opening: 2 })).toBe(false);
    expect(look([], { opening: 2 })).toBe(false);
    expect(look(upTo(50), { opening: 2 })).toBe(false);
    expect(look(upTo(51), { opening: 2 })).toBe(true);
  });
});
