import { afterEach, describe, expect, it, vi } from "vitest";
import { draftOf, forgetDrafts, keepDraft, keepDraftsOf } from "../../src/ui/write/drafts";
import { ming } from "./said";

const draft = (text: string) => ({ text, to: null, mode: "whisper" as const, replyTo: null });

/** A storage that takes so many characters of each value. */
function storage(room: number): Record<string, string> {
  const kept: Record<string, string> = {};
  const hidden = {
    getItem: (key: string) => kept[key] ?? null,
    setItem(key: string, value: string) {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      kept[key] = value;
    },
    removeItem: (key: string) => void delete kept[key],
  };
  for (const [name, value] of Object.entries(hidden))
    Object.defineProperty(kept, name, { value, enumerable: false });
  vi.stubGlobal("localStorage", kept);
  return kept;
}

afterEach(() => {
  storage(0);
  forgetDrafts();
  vi.unstubAllGlobals();
});

describe("a draft that the storage does not take", () => {
  it("is there as long as the page, in each room its own", () => {
    storage(0);
    keepDraft(1, draft("一"), null);
    keepDraft(2, draft("二"), { seq: 9, text: "改" });
    expect([draftOf(1).text, draftOf(2).text, draftOf(2).edit]).toEqual(["一", "二", { seq: 9, text: "改" }]);
    keepDraft(1, draft(""), null);
    expect(draftOf(1).text).toBe("");
  });

  it("leaves no older one behind, which may have been for all to read", () => {
    const kept = storage(120);
    keepDraft(1, draft("大家好"), null);
    expect(Object.keys(kept)).toEqual(["teahouse.draft.1"]);
    keepDraft(1, { ...draft("嘘".repeat(200)), to: ming }, null);
    expect([Object.keys(kept), draftOf(1).to]).toEqual([[], ming]);
    keepDraft(1, draft("短"), null);
    expect([Object.keys(kept), draftOf(1).text]).toEqual([["teahouse.draft.1"], "短"]);
  });

  it("goes with its room, and with whoever wrote it", () => {
    vi.stubGlobal("localStorage", undefined);
    keepDraft(1, draft("一"), null);
    keepDraft(2, draft("二"), null);
    keepDraftsOf([2]);
    expect([draftOf(1).text, draftOf(2).text]).toEqual(["", "二"]);
    forgetDrafts();
    expect(draftOf(2).text).toBe("");
  });
});
