import { describe, expect, it } from "vitest";
import { called, known, told } from "../src/state/unread";
import type { NoticeCreated, ReadChanged, RoomSummary } from "../src/wire.gen";

const summary = { id: 1, kind: "room", head: 4, count: 4, read: 3, unread: 1, mentions: 0, notify: "none" };
const call = { type: "notice.created", reason: "mention", message: { seq: 5 } } as unknown as NoticeCreated;
const word = (read: number, mentions: number): ReadChanged => ({
  ...{ type: "read.changed", room: 1, read, count: 4, unread: 1, mentions, notify: "none" },
});

describe("what is unread", () => {
  it("keeps a call that the server's word on the read position is older than", () => {
    const room = called(known(summary as unknown as RoomSummary), call);
    expect(room.mentions).toBe(1);
    expect(told(room, word(3, 0), false, null).mentions).toBe(1);
    expect(told(room, word(3, 4), false, null).mentions).toBe(4);
    expect(told(room, word(5, 0), false, null).mentions).toBe(0);
  });
});
