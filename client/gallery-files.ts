import type { Plugin } from "vite";

/** Pictures for the gallery of the development server: `/files/HUE-WIDTHxHEIGHT/…` is drawn on demand. */
export function galleryFiles(): Plugin {
  return {
    name: "gallery-files",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use("/files/", (request, response, next) => {
        const asked = /^\/?(\d+)-(\d+)x(\d+)\//.exec(request.url ?? "");
        if (!asked) {
          next();
          return;
        }
        const [, hue, width, height] = asked.map(Number);
        response.setHeader("Content-Type", "image/svg+xml");
        response.end(landscape(hue ?? 0, width ?? 1, height ?? 1));
      });
    },
  };
}

/** Hills and a sun, of one hue. */
function landscape(hue: number, width: number, height: number): string {
  const y = (share: number): number => Math.round(height * share);
  const hill = (top: number, bend: number, light: number): string =>
    `<path fill="hsl(${hue} 32% ${light}%)" d="M0 ${y(top)} Q${Math.round(width * 0.3)} ${y(top - bend)} ` +
    `${Math.round(width * 0.55)} ${y(top + bend / 3)} T${width} ${y(top - bend / 2)} V${height} H0Z"/>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="hsl(${(hue + 30) % 360} 45% 86%)"/>` +
    `<circle cx="${Math.round(width * 0.72)}" cy="${y(0.3)}" r="${y(0.11)}" fill="hsl(${(hue + 60) % 360} 70% 92%)"/>` +
    `${hill(0.62, 0.22, 66)}${hill(0.76, 0.16, 50)}${hill(0.9, 0.1, 36)}</svg>`
  );
}
