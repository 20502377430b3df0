/** Compressed forms beside each text of the page, as small as they get: what is built once may take its time. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** The page itself is not among them: the server writes the place's name and language into it. */
const TEXT = /\.(?:js|css|svg)$/;
/** Bytes; below that an answer is one packet anyway. */
const SMALL = 1_000;
const toBrotli = promisify(brotliCompress);
/** For those who come without TLS: browsers take Brotli over HTTPS alone. */
const toGzip = promisify(gzip);

export function squeezed(): Plugin {
  return {
    name: "squeezed",
    apply: "build",
    async writeBundle({ dir = "" }, bundle) {
      const names = Object.keys(bundle).filter((name) => TEXT.test(name));
      await Promise.all(names.map((name) => squeeze(join(dir, name))));
    },
  };
}

async function squeeze(path: string): Promise<void> {
  const text = await readFile(path);
  if (text.length < SMALL) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  await writeFile(`${path}.br`, await toBrotli(text, { params }));
  await writeFile(`${path}.gz`, await toGzip(text, { level: constants.Z_BEST_COMPRESSION }));
}
