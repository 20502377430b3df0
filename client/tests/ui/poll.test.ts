import { expect, it } from "vitest";
import { en } from "../../src/i18n/en";
import { pollOf } from "../../src/ui/log/poll";
import { canRetry, troubleOf } from "../../src/ui/write/trouble";
import { ERROR_CODES } from "../../src/wire.gen";

it("sends a poll without empty options and spaces around", () => {
  expect(pollOf(" 去哪？ ", [" 茶博会", "", "植物  园 "])).toEqual({
    question: "去哪？",
    options: ["茶博会", "植物 园"],
    problem: null,
  });
});

it("says what a poll is missing, one thing at a time", () => {
  expect(pollOf(" ", ["a", "b"]).problem).toBe("needsQuestion");
  expect(pollOf("q", ["a", " "]).problem).toBe("needsTwo");
  expect(pollOf("q", ["a", "a "]).problem).toBe("twice");
  expect(pollOf("q", ["a", "🍵".repeat(201)]).problem).toBe("optionTooLong");
  expect(pollOf("q", ["a", "🍵".repeat(200)]).problem).toBeNull();
});

it("names the limit that a file breaks", () => {
  const upload = { state: "failed", code: "file_too_large", size: 26_000_000 } as const;
  expect(troubleOf(upload, 25_000_000)).toBe(en.write.fileTooLarge("26 MB", "25 MB"));
});

it("has a sentence for whatever can come back, and none for what is on its way", () => {
  for (const code of [...ERROR_CODES, "offline", null] as const)
    expect(troubleOf({ state: "failed", code, size: 1 }, 1).length, String(code)).toBeGreaterThan(10);
  expect(troubleOf({ state: "going", code: null, size: 1 }, 1)).toBe("");
});

it("offers another try only where it can help", () => {
  expect(canRetry({ state: "failed", code: "offline" })).toBe(true);
  expect(canRetry({ state: "failed", code: "quota_full" })).toBe(true);
  for (const code of ["too_large", "file_too_large", "file_refused", "bad_image"] as const)
    expect(canRetry({ state: "failed", code })).toBe(false);
  expect(canRetry({ state: "going", code: null })).toBe(false);
});
