/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const page = fileURLToPath(new URL("../src/teahouse/http/page", import.meta.url));
const server = process.env["TEAHOUSE_DEV_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: page,
    emptyOutDir: true,
    target: "es2022",
    // The content security policy allows files of this origin alone: nothing is inlined, not even the icon.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    reportCompressedSize: true,
  },
  server: {
    proxy: {
      // The server compares Origin with Host, so the proxy leaves both as the browser sent them.
      "/ws": { target: server, ws: true, changeOrigin: false },
      "/api": { target: server, changeOrigin: false },
    },
  },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"], environment: "node" },
});
