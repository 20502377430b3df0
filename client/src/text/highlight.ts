import type { createLowlight } from "lowlight";

/** A run of code: text, or more runs under a class of highlight.js. */
export type Run = string | { kind: string; runs: Run[] };

type Lowlight = ReturnType<typeof createLowlight>;
let loading: Promise<Lowlight> | null = null;

function load(): Promise<Lowlight> {
  loading ??= import("./lowlight").then(
    ({ common, createLowlight }) => createLowlight(common),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** The code in runs; null where the language is not known, or the grammars cannot be fetched. */
export async function highlight(text: string, language: string): Promise<Run[] | null> {
  try {
    const lowlight = await load();
    if (!lowlight.registered(language)) return null;
    return lowlight.highlight(language, text).children.flatMap(runOf);
  } catch {
    return null;
  }
}

type Node = ReturnType<Lowlight["highlight"]>["children"][number];

function runOf(node: Node): Run[] {
  if (node.type === "text") return [node.value];
  if (node.type !== "element") return [];
  const classes = node.properties["className"];
  const kind = (Array.isArray(classes) ? classes : []).map(String).join(" ");
  return [{ kind, runs: node.children.flatMap((child) => runOf(child as Node)) }];
}
