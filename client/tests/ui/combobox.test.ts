import { describe, expect, it } from "vitest";
import { stepped } from "../../src/ui/parts/combobox";

describe("the arrows of a combobox", () => {
  it("go from option to option, and round the end", () => {
    expect(["ArrowDown", "ArrowUp"].map((key) => stepped(key, 0, 3))).toEqual([1, 2]);
    expect(["ArrowDown", "ArrowUp"].map((key) => stepped(key, 2, 3))).toEqual([0, 1]);
  });

  it("are the field's own, where there is nothing to choose", () => {
    expect(stepped("ArrowDown", -1, 0)).toBeNull();
    expect(stepped("Home", 0, 3)).toBeNull();
  });
});
