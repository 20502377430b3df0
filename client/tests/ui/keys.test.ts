import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { composing, enterDoes, type Press } from "../../src/ui/parts/keys";

const ENTER: Press = {
  key: "Enter",
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
};

describe("Enter", () => {
  it("sends where there is a mouse, and breaks the line where there is a finger", () => {
    expect(enterDoes(ENTER, false)).toBe("send");
    expect(enterDoes(ENTER, true)).toBe("break");
  });

  it("breaks the line with Shift", () => {
    expect(enterDoes({ ...ENTER, shiftKey: true }, false)).toBe("break");
  });

  it("sends with Control or Command everywhere", () => {
    expect(enterDoes({ ...ENTER, ctrlKey: true }, true)).toBe("send");
    expect(enterDoes({ ...ENTER, metaKey: true }, true)).toBe("send");
  });

  it("is the input method's while it composes", () => {
    expect(enterDoes({ ...ENTER, isComposing: true, keyCode: 229 }, false)).toBe("none");
    expect(enterDoes({ ...ENTER, isComposing: true }, false)).toBe("none");
  });

  it("is the input method's in Safari too, where the composition has ended before the key comes", () => {
    expect(enterDoes({ ...ENTER, isComposing: false, keyCode: 229 }, false)).toBe("none");
    expect(composing({ ...ENTER, keyCode: 229 })).toBe(true);
  });

  it("is not any other key", () => {
    expect(enterDoes({ ...ENTER, key: "a", keyCode: 65 }, false)).toBe("none");
  });
});

describe("Escape and every other key", () => {
  it("are asked in one way whether an input method has them: isComposing alone is wrong in Safari", () => {
    const ui = new URL("../../src/ui/", import.meta.url);
    const files = readdirSync(ui, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.tsx?$/.test(path),
    );
    const asking = files.filter((path) => readFileSync(new URL(path, ui), "utf8").includes("isComposing"));
    // That of the search is no key: `input` has no other word for it.
    expect(asking.toSorted()).toEqual(["find/SearchPanel.tsx", "parts/keys.ts"]);
    const search = readFileSync(new URL("find/SearchPanel.tsx", ui), "utf8");
    expect(search.match(/.*isComposing.*/g)).toEqual([expect.stringContaining("resting.current")]);
  });
});
