/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { emojiData } from "./emoji-data.ts";
import { frames } from "./frames.ts";
import { galleryFiles } from "./gallery-files.ts";
import { icons } from "./icons.ts";
import { markedLexer } from "./marked-lexer.ts";
import { namedStrings } from "./named-strings.ts";
import { pinyinData } from "./pinyin-data.ts";
import { squeezed } from "./squeezed.ts";
import { workerParts } from "./worker-parts.ts";

const page = fileURLToPath(new URL("../src/teahouse/http/page", import.meta.url));
const server = process.env["TEAHOUSE_DEV_SERVER"] ?? "http://127.0.0.1:8080";

/** KaTeX's fonts in the one format that every browser of today reads: the others would triple the page. */
function woff2Alone(): Plugin {
  return {
    name: "woff2-alone",
    enforce: "pre",
    transform: (code, id) =>
      id.endsWith("katex.min.css")
        ? code.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)/g, "")
        : undefined,
  };
}

/**
 * What the page begins with, in three files that come side by side: a lost packet holds up one of them. Left alone,
 * each set of modules that later parts share would be a file of its own, and the head of an answer weighs more than
 * most of these.
 */
const BASE = [
  /[\\/]node_modules[\\/](?:@?preact|marked|idb)[\\/]/,
  /[\\/]src[\\/]text[\\/](?:colour|links|mentions|nodes|parse|pinyin|tokenizer)\.ts$/,
  /[\\/]src[\\/]i18n[\\/](?:language|plural|spaced)\.ts$/,
  /[\\/]src[\\/](?:wire\.gen|ui[\\/](?:log[\\/]attached|parts[\\/]names))\.ts$/,
  /preload-helper/,
];

/** Of what the page begins with: all that is no screen. */
const STATE = /[\\/]src[\\/](?:(?:state|net|storage)[\\/]|ui[\\/]app[\\/]stage\.ts)/;

/** What the small areas say that are loaded later, in one file a language: each name of a file weighs at the start. */
const SMALL_WORDS = /[\\/]i18n[\\/](en|zh-CN)[\\/](?:find|notice-places|people|poll|settings)\.ts$/;

export default defineConfig({
  plugins: [
    emojiData(),
    pinyinData(),
    woff2Alone(),
    galleryFiles(),
    frames(),
    icons(),
    namedStrings(),
    workerParts(),
    markedLexer(),
    squeezed(),
  ],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: page,
    emptyOutDir: true,
    target: "es2022",
    // The content security policy allows files of this origin alone: nothing is inlined, not even the icon.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is loaded later brings its own style.
    cssCodeSplit: true,
    reportCompressedSize: true,
    rolldownOptions: {
      input: { index: "index.html", sw: "src/worker/service-worker.ts" },
      // A service worker rules over the folder that it comes from, and its name must stay.
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        codeSplitting: {
          groups: [
            { name: "base", test: (id) => BASE.some((some) => some.test(id)), priority: 1 },
            { name: "state", test: STATE, tags: ["$initial"] },
            { name: (id) => `words-${SMALL_WORDS.exec(id)?.[1]}`, test: SMALL_WORDS },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      // The server compares Origin with Host, so the proxy leaves both as the browser sent them.
      "/ws": { target: server, ws: true, changeOrigin: false },
      "/api": { target: server, changeOrigin: false },
      "/files": { target: server, changeOrigin: false },
      "/house": { target: server, changeOrigin: false },
    },
  },
  test: {
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
    setupFiles: ["tests/strings.ts"],
    // What waits for nothing but itself may still wait long for a processor.
    testTimeout: 60_000,
    environment: "node",
  },
});
