import { beforeAll, describe, expect, it } from "vitest";
import { needReadings, readings, spells } from "../../src/text/pinyin";
import { completions } from "../../src/ui/parts/names";

const people = ["小明", "肖敏", "单雄信", "吕布", "重庆小面", "Jasmine Fox", "阿青2号"].map((name, id) => ({
  id,
  name,
}));
const found = (query: string): string[] => completions(query, people).map(({ name }) => name);

describe("before the readings are there", () => {
  it("knows first letters", () => {
    expect(readings.value.size).toBe(0);
    expect(found("xm")).toEqual(["小明", "肖敏"]);
    expect(found("xiaom")).toEqual([]);
  });
});

describe("with the readings of the characters", () => {
  beforeAll(() => needReadings());

  it("holds what names are made of, simplified and traditional", () => {
    expect(readings.value.size).toBeGreaterThan(20_000);
    for (const sign of "听雨的茶客馬龍國瑄玥") expect(readings.value.has(sign), sign).toBe(true);
    expect(readings.value.get("行")).toEqual(expect.arrayContaining(["xing", "hang"]));
  });

  it("finds a name by initials, by syllables, and by both", () => {
    for (const query of ["xm", "xiaom", "xiaoming", "xming", "xiao ming", "x", "xia", "XiaoM"])
      expect(found(query), query).toContain("小明");
    expect(found("xiaomin")).toEqual(["小明", "肖敏"]);
    expect(found("xiaoming")).toEqual(["小明"]);
  });

  it("knows every reading of a character", () => {
    expect(found("shanxx")).toEqual(["单雄信"]);
    expect(found("danxx")).toEqual(["单雄信"]);
    expect(found("chongq")).toEqual(["重庆小面"]);
  });

  it("takes ü as v and as u, and zh as z", () => {
    expect(found("lvb")).toEqual(["吕布"]);
    expect(found("lub")).toEqual(["吕布"]);
    expect(found("lübu")).toEqual(["吕布"]);
    expect(spells("zhs", ["张", "三"], readings.value)).toBe(true);
    expect(spells("zs", ["张", "三"], readings.value)).toBe(true);
  });

  it("goes on through letters and digits of a name", () => {
    expect(found("aq2")).toEqual(["阿青2号"]);
    expect(found("aqing2h")).toEqual(["阿青2号"]);
  });

  it("finds what stands inside a name after what stands at its beginning", () => {
    expect(found("xiao")).toEqual(["小明", "肖敏", "重庆小面"]);
  });

  it("finds nobody by what is no reading", () => {
    expect(found("xiaomx")).toEqual([]);
    expect(found("q")).not.toContain("小明");
  });
});
