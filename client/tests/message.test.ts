import { describe, expect, it } from "vitest";
import { type Change, changed, messageOf } from "../src/state/message";
import type { MessageCreated } from "../src/wire.gen";

const ann = { id: 1, name: "Ann" };
const bea = { id: 2, name: "Bea" };
const said: MessageCreated = {
  type: "message.created",
  room: 1,
  seq: 5,
  at: 50,
  sender: ann,
  key: "k5",
  body: "tea?",
  mentions: [2],
  files: [{ id: "f", name: "a.png", size: 1, type: "image/png" }],
  options: ["green", "black"],
};

let seq = 5;
const by = (sender: typeof ann, change: Record<string, unknown>) => {
  seq++;
  return { room: 1, seq, at: seq * 10, sender, key: `k${seq}`, target: 5, ...change } as Change;
};
const folded = (...changes: Change[]) => changes.reduce(changed, messageOf(said));

describe("a message", () => {
  it("takes each change once, and none that it knows of already", () => {
    const add = by(bea, { type: "reaction.added", emoji: "👍" });
    const once = folded(add);
    expect(once.folded.reactions).toEqual([{ emoji: "👍", people: [2] }]);
    expect(changed(once, add)).toBe(once);
    const page = messageOf(said, add.seq);
    expect(changed(page, add)).toBe(page);
    expect(changed(once, by(bea, { type: "message.pinned", target: 4 }))).toBe(once);
  });

  it("has the last body, and when it was changed", () => {
    const edit = by(ann, { type: "message.edited", body: "coffee?" });
    expect(folded(edit)).toMatchObject({ body: "coffee?", asOf: edit.seq, folded: { edited_at: edit.at } });
    expect(folded(edit)).not.toHaveProperty("mentions");
  });

  it("keeps nothing of what was taken back, and nothing that comes after", () => {
    const pin = by(bea, { type: "message.pinned" });
    const vote = by(bea, { type: "poll.voted", option: 1 });
    const recall = by(ann, { type: "message.recalled" });
    const late = by(bea, { type: "reaction.added", emoji: "👍" });
    const { type, room, at, sender, key } = said;
    expect(folded(pin, vote, recall, late)).toEqual({
      ...{ type, room, seq: 5, at, sender, key, body: null, asOf: late.seq },
      folded: { recalled_at: recall.at, recalled_by: 1 },
    });
  });

  it("has reactions in one order, however they came, and none without people", () => {
    const add = (who: typeof ann, emoji: string) => by(who, { type: "reaction.added", emoji });
    const remove = (who: typeof ann, emoji: string) => by(who, { type: "reaction.removed", emoji });
    const message = folded(add(bea, "🎉"), add(bea, "👍"), add(ann, "👍"), remove(bea, "👍"), add(bea, "👍"));
    expect(message.folded.reactions).toEqual([
      { emoji: "🎉", people: [2] },
      { emoji: "👍", people: [1, 2] },
    ]);
    expect(changed(message, remove(bea, "🎉")).folded.reactions).toEqual([{ emoji: "👍", people: [1, 2] }]);
    expect(folded(add(ann, "👍"), remove(ann, "👍")).folded).toEqual({});
  });

  it("has one vote a person, and says nothing where nobody votes", () => {
    const vote = (who: typeof ann, option: number | null) => by(who, { type: "poll.voted", option });
    expect(folded(vote(bea, 0), vote(ann, 0), vote(bea, 1)).folded.votes).toEqual([[1], [2]]);
    expect(folded(vote(bea, 0), vote(bea, null)).folded).toEqual({});
    const page = messageOf({ ...said, folded: { votes: [[2, 1]] } }, 9);
    expect(page.folded.votes).toEqual([[1, 2], []]);
  });
});
