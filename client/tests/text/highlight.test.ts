import { expect, it } from "vitest";
import { highlight, type Run } from "../../src/text/highlight";

const text = (runs: readonly Run[]): string =>
  runs.map((run) => (typeof run === "string" ? run : text(run.runs))).join("");

const CODE = 'const a = "<b>x</b>"; // 茶\n';

it("colours code and keeps every character of it", async () => {
  const runs = (await highlight(CODE, "ts")) ?? [];
  expect(text(runs)).toBe(CODE);
  expect(runs).toContainEqual({ kind: "hljs-keyword", runs: ["const"] });
  expect(runs).toContainEqual({ kind: "hljs-comment", runs: ["// 茶"] });
});

it("leaves what it does not know", async () => {
  expect(await highlight("x", "nobody-knows")).toBeNull();
  expect(await highlight("x", "__proto__")).toBeNull();
  expect(await highlight("x", "constructor")).toBeNull();
});
