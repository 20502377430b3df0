import type { Plugin } from "vite";

/** The frames of the live room (Ctrl+Shift+F), in the development build alone: its script comes before the page's. */
export function frames(): Plugin {
  return {
    name: "frames",
    apply: "serve",
    transformIndexHtml: () => [
      {
        tag: "script",
        attrs: { type: "module", src: "/src/gallery/frames/main.tsx" },
        injectTo: "head-prepend",
      },
    ],
  };
}
