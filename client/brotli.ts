/** A compressed form beside each text of the page, as small as it gets: what is built once may take its time. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Plugin } from "vite";

/** The page itself is not among them: the server writes the place's name and language into it. */
const TEXT = /\.(?:js|css|svg)$/;
/** Bytes; below that an answer is one packet anyway. */
const SMALL = 1_000;
const compress = promisify(brotliCompress);

export function brotli(): Plugin {
  return {
    name: "brotli",
    apply: "build",
    async writeBundle({ dir = "" }, bundle) {
      const names = Object.keys(bundle).filter((name) => TEXT.test(name));
      await Promise.all(
        names.map(async (name) => {
          const text = await readFile(join(dir, name));
          if (text.length < SMALL) return;
          const params = {
            [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
          };
          await writeFile(join(dir, `${name}.br`), await compress(text, { params }));
        }),
      );
    },
  };
}
