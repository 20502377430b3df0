import { describe, expect, it } from "vitest";
import { sizeOf } from "../../src/i18n/format";
import { addressOfFile, addressOfPicture, boxOf, mediaOf, suffixOf } from "../../src/ui/log/attached";
import { excerptOf } from "../../src/ui/log/excerpt";
import type { File } from "../../src/wire.gen";

const file = (more: Partial<File> = {}): File => ({
  id: "ab12",
  name: "山 水.jpg",
  size: 1,
  type: "image/jpeg",
  width: 1600,
  height: 900,
  ...more,
});

describe("a file", () => {
  it("is a picture only by its type and with a size that is known", () => {
    expect(mediaOf(file())).toBe("picture");
    expect(mediaOf(file({ type: "image/svg+xml" }))).toBe("other");
    expect(mediaOf(file({ width: null }))).toBe("other");
    expect(mediaOf(file({ type: "video/mp4" }))).toBe("video");
    expect(mediaOf(file({ type: "audio/ogg" }))).toBe("sound");
    expect(mediaOf(file({ type: "text/html" }))).toBe("other");
  });

  it("has a box of its own shape, that fits the log and a finger", () => {
    expect(boxOf(file())).toEqual({ width: 420, height: 236 });
    expect(boxOf(file({ width: 600, height: 3000 }))).toEqual({ width: 64, height: 320 });
    expect(boxOf(file({ width: 100, height: 80 }))).toEqual({ width: 100, height: 80 });
    expect(boxOf(file({ width: 4000, height: 100 }))).toEqual({ width: 420, height: 44 });
  });

  it("has an address that its name cannot leave", () => {
    expect(addressOfFile(file({ name: "../a?b#c" }))).toBe("/files/ab12/..%2Fa%3Fb%23c");
    expect(addressOfPicture(file({ preview: true }))).toBe("/files/ab12/preview");
  });

  it("tells its size and kind", () => {
    expect([0, 999, 1024, 48_213, 3_480_112, 25_000_000].map(sizeOf)).toEqual([
      "0 B",
      "999 B",
      "1 KB",
      "48 KB",
      "3.5 MB",
      "25 MB",
    ]);
    expect([suffixOf("a.tar.gz"), suffixOf("README"), suffixOf("x.<b>")]).toEqual(["GZ", "", ""]);
  });
});

describe("an excerpt", () => {
  it("is one line without marks, and keeps spoilers covered", () => {
    expect(excerptOf({ body: "**第一行**\n\n> 第二行 `code`" })).toBe("第一行 第二行 code");
    expect(excerptOf({ body: "谁是凶手：||管家||" })).not.toContain("管家");
  });

  it("tells of files and polls", () => {
    expect(excerptOf({ body: "", files: [file()] })).toBe("[Picture] 山 水.jpg");
    expect(excerptOf({ body: "哪天？", options: ["一", "二"] })).toBe("[Poll] 哪天？");
  });

  it("is cut between characters", () => {
    const cut = excerptOf({ body: "🍵".repeat(500) });
    expect([...cut].length).toBe(161);
    expect(cut.endsWith("🍵…")).toBe(true);
  });
});
