import { expect, it } from "vitest";
import { keptLine } from "../../src/ui/rail/retention";
import type { House } from "../../src/wire.gen";

const house = (retention_days: number): House => ({
  ...{ name: "Teahouse", language: "en", guests: true, open_rooms: true, accent: "", logo: "", style: "" },
  ...{ retention_days, sign_in: [], challenge: false, owned: true },
});

it("says for how long a room keeps messages: as it says itself, else as the house does", () => {
  const month = keptLine(house(0), { retention_days: 30 });
  expect(month).toContain("30");
  expect(keptLine(house(7), { retention_days: 30 })).toBe(month);
  expect(keptLine(house(30), { retention_days: null })).toBe(month);
  // The room's own word counts, for ever too; and where nothing is known nothing is said.
  for (const line of [
    keptLine(house(30), { retention_days: 0 }),
    keptLine(house(0), { retention_days: null }),
    keptLine(null, null),
  ])
    expect(line).toBe("");
});
