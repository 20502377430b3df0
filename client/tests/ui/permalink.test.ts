import { describe, expect, it } from "vitest";
import { linkTo, placeOf, placeWithin } from "../../src/ui/parts/permalink";

const PAGE = "https://tea.example/rooms/?lang=en#composer";

describe("a link to a message", () => {
  it("is read as it is written", () => {
    const link = linkTo(3, 120, PAGE);
    expect(link).toBe("https://tea.example/rooms/#/r/3/120");
    expect(placeWithin(link, PAGE)).toEqual({ room: 3, seq: 120 });
  });

  it("may lead to a room alone", () => {
    expect(placeOf("#/r/3")).toEqual({ room: 3 });
    expect(placeOf("#/r/3/")).toEqual({ room: 3 });
  });

  it.each([
    "",
    "#composer",
    "#/r/",
    "#/r/0",
    "#/r/1/0",
    "#/r/1/2/3",
    "#/r/-1",
    "#/r/1e9",
    "#/r/9999999999999999",
  ])("is not %j", (hash) => {
    expect(placeOf(hash)).toBeNull();
  });

  it("leads nowhere else: another place's links stay links", () => {
    expect(placeWithin("https://other.example/rooms/#/r/3/120", PAGE)).toBeNull();
    expect(placeWithin("https://tea.example/files/x#/r/3/120", PAGE)).toBeNull();
    expect(placeWithin("javascript:alert(1)", PAGE)).toBeNull();
    expect(placeWithin("not a link", PAGE)).toBeNull();
  });
});
