import { expect, it } from "vitest";
import { Keys } from "../src/storage/keys";
import { seeded } from "./world";

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it("keys are UUIDs of version 7 that only grow, also when the clock stands or goes back", () => {
  const random = seeded(1);
  let now = 1_700_000_000_000;
  const keys = new Keys(
    () => now,
    (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
  );
  const made: string[] = [];
  for (let one = 0; one < 30_000; one++) {
    if (one % 10_000 === 9_999) now -= 5_000;
    else if (random() < 0.0005) now += 1;
    made.push(keys.next());
  }
  expect(made.every((key) => UUID_7.test(key))).toBe(true);
  expect(made).toEqual(made.toSorted());
  expect(new Set(made).size).toBe(made.length);
  expect(Number.parseInt((made[0] ?? "").replace("-", "").slice(0, 12), 16)).toBe(1_700_000_000_000);
});
