/** Has the page name the strings of each language: one is loaded, and all are kept for a start without the server. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const LANGUAGES = ["en", "zh-CN"];

export function namedStrings(): Plugin {
  return {
    name: "named-strings",
    apply: "build",
    enforce: "post",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        return LANGUAGES.map((language) => {
          const source = fileURLToPath(new URL(`src/i18n/${language}.ts`, import.meta.url));
          const part = Object.values(bundle ?? {}).find(
            (part) => part.type === "chunk" && part.facadeModuleId === source,
          );
          if (part === undefined) throw new Error(`the build has no strings of ${language}`);
          // A browser fetches nothing of a kind that it does not know.
          return {
            tag: "link",
            attrs: { rel: "strings", hreflang: language, href: `/${part.fileName}` },
            injectTo: "head" as const,
          };
        });
      },
    },
  };
}
