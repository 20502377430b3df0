import { describe, expect, it } from "vitest";
import { headOf, read } from "../src/gallery/frames/frame";

describe("the head of a frame (RFC 6455, section 5.2)", () => {
  it.each([
    ["in", 5, "81 05"],
    ["out", 5, "81 85"],
    ["in", 125, "81 7d"],
    ["in", 126, "81 7e 00 7e"],
    ["out", 65_535, "81 fe ff ff"],
    ["in", 65_536, "81 7f 00 00 00 00 00 01 00 00"],
  ] as const)("%s, %i bytes", (direction, bytes, head) => {
    expect(headOf({ direction, bytes })).toBe(head);
  });
});

describe("what a message is", () => {
  it.each([
    ["out", '{"type":"message.send","id":"x"}', { type: "message.send", kind: "command", seq: null }],
    [
      "in",
      '{"type":"message.accepted","id":"x","seq":4}',
      { type: "message.accepted", kind: "reply", seq: 4 },
    ],
    ["in", '{"type":"message.created","seq":4}', { type: "message.created", kind: "durable", seq: 4 }],
    ["in", '{"type":"heartbeat"}', { type: "heartbeat", kind: "ephemeral", seq: null }],
    ["in", "no JSON", null],
    ["in", "7", null],
  ] as const)("%s %s", (direction, text, told) => {
    expect(read({ direction, text })).toEqual(told);
  });
});
