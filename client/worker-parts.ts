/** Tells the service worker which parts this build of the page has, for it to keep those that come later. */
import type { Plugin } from "vite";

/** Stands in the worker until the build is done; see `src/worker/service-worker.ts`. */
const PLACE = /(["'`])__PARTS__\1/;
/** Fonts, and the looks of formulas and of highlighted code, are kept once they were used. */
const LEFT_OUT = /\.(?:woff2|map)$|^assets\/(?:katex|lowlight)-/;
/** Bytes: formulas, colours of code, pinyin and the words of emoji are kept once they were used. */
const LARGE = 45_000;

export function workerParts(): Plugin {
  return {
    name: "worker-parts",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the build has no service worker");
      // It is a classic script: parts that it shared with the page could not be imported.
      if (worker.imports.length > 0) throw new Error(`the service worker imports ${worker.imports}`);
      if (!PLACE.test(worker.code)) throw new Error("the service worker has no place for the list of parts");
      const parts = Object.values(bundle)
        .filter((part) => part.fileName.startsWith("assets/") && !LEFT_OUT.test(part.fileName))
        .filter((part) => (part.type === "chunk" ? part.code : part.source).length <= LARGE)
        .map(({ fileName }) => fileName);
      worker.code = worker.code.replace(PLACE, () => JSON.stringify(JSON.stringify(parts.sort())));
    },
  };
}
