/** Of marked the page takes what reads a text; what would make HTML of it stays out of the build. */
import type { Plugin } from "vite";

/** Where marked makes the one instance that its functions share. It can be seen from outside, so nothing drops it. */
const SHARED = /\bvar (\w+)=new \w+;function (\w+)\((\w+),(\w+)\)\{return \1\.parse\(\3,\4\)\}/;
const WANTED = /\b(\w+) as (Lexer|Tokenizer)\b/g;

export function markedLexer(): Plugin {
  return {
    name: "marked-lexer",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (!/[\\/]marked\.esm\.js$/.test(id)) return undefined;
      const end = code.search(SHARED);
      const wanted = [...code.slice(code.lastIndexOf("export{")).matchAll(WANTED)].map(([name]) => name);
      if (end < 0 || wanted.length !== 2) throw new Error("marked is made otherwise than it was");
      return { code: `${code.slice(0, end)}export{${wanted.join(",")}};`, map: null };
    },
  };
}
