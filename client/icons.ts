/** The pictures for home screens, drawn from the favicon when the page is built: not every system takes SVG. */
import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import type { Plugin } from "vite";

type Point = readonly [x: number, y: number];
type Color = readonly [red: number, green: number, blue: number];

interface Line {
  points: Point[];
  closed: boolean;
}

const PAPER: Color = [0xfb, 0xfa, 0xf5];
const WHITE: Color = [255, 255, 255];
/** Of the drawing, in its own units. */
const BOX = 32;
const STEPS = 24;

/** By name: pixels, how much of them the drawing takes, and what is behind it. */
const ICONS = {
  "192": { size: 192, share: 0.94, ground: null, mono: false },
  "512": { size: 512, share: 0.94, ground: null, mono: false },
  // Systems cut these to any shape within the middle 80 %.
  maskable: { size: 512, share: 0.58, ground: PAPER, mono: false },
  apple: { size: 180, share: 0.68, ground: PAPER, mono: false },
  // Of a badge only the opacity counts.
  badge: { size: 96, share: 0.94, ground: null, mono: true },
} as const;

export function icons(): Plugin {
  return {
    name: "icons",
    apply: "build",
    generateBundle() {
      const svg = readFileSync(new URL("src/favicon.svg", import.meta.url), "utf8");
      // Where browsers look for it by themselves.
      this.emitFile({ type: "asset", fileName: "favicon.svg", source: svg });
      for (const [name, icon] of Object.entries(ICONS))
        this.emitFile({
          type: "asset",
          fileName: `icons/${name}.png`,
          source: png(draw(svg, icon), icon.size),
        });
    },
  };
}

interface Shape {
  /** Straight pieces, four numbers each: from, to. */
  pieces: Float64Array;
  filled: boolean;
  /** Left, top, right, bottom. */
  box: readonly [number, number, number, number];
}

function draw(svg: string, { size, share, ground, mono }: (typeof ICONS)[keyof typeof ICONS]): Uint8Array {
  const ink = mono ? WHITE : hex(/stroke="#([0-9a-f]{6})"/.exec(svg)?.[1] ?? "");
  const half = Number(/stroke-width="([\d.]+)"/.exec(svg)?.[1]) / 2;
  const wash = mono ? 1 : Number(/fill-opacity="([\d.]+)"/.exec(svg)?.[1]);
  const shapes = [...svg.matchAll(/<path d="([^"]+)"([^>]*)/g)].map(([, d = "", rest = ""]) =>
    shapeOf(linesOf(d), rest.includes("fill=")),
  );
  const unit = (size * share) / BOX;
  // The cup stands a little left of the middle of its box.
  const width = Math.min(...shapes.map(({ box }) => box[0])) + Math.max(...shapes.map(({ box }) => box[2]));
  const height = Math.min(...shapes.map(({ box }) => box[1])) + Math.max(...shapes.map(({ box }) => box[3]));
  const [left, top] = [(size - width * unit) / 2, (size - height * unit) / 2];
  const reach = half + 1 / unit;
  const pixels = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5 - left) / unit, (row + 0.5 - top) / unit];
      let opacity = 0;
      for (const shape of shapes) {
        const { box } = shape;
        if (x < box[0] - reach || y < box[1] - reach || x > box[2] + reach || y > box[3] + reach) continue;
        const [away, inside] = look(x, y, shape.pieces);
        if (shape.filled) opacity += (1 - opacity) * wash * clamp(0.5 + (inside ? away : -away) * unit);
        opacity += (1 - opacity) * clamp(0.5 + (half - away) * unit);
      }
      const at = (row * size + column) * 4;
      for (let i = 0; i < 3; i++) {
        const [below, above] = [ground?.[i] ?? 0, ink[i] ?? 0];
        pixels[at + i] = ground ? Math.round(below + (above - below) * opacity) : above;
      }
      pixels[at + 3] = ground ? 255 : Math.round(opacity * 255);
    }
  return pixels;
}

function shapeOf(lines: readonly Line[], filled: boolean): Shape {
  const pieces: number[] = [];
  for (const { points, closed } of lines)
    points.forEach((to, i) => {
      const from = points.at(i - 1);
      if (from && (i > 0 || closed)) pieces.push(...from, ...to);
    });
  const [xs, ys] = [0, 1].map((axis) => pieces.filter((_, i) => i % 2 === axis)) as [number[], number[]];
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  return { pieces: Float64Array.from(pieces), filled, box };
}

/** How far the nearest piece is, with round ends and corners; and whether a ray to the right crosses an odd number. */
function look(x: number, y: number, pieces: Float64Array): [away: number, inside: boolean] {
  let nearest = Number.POSITIVE_INFINITY;
  let inside = false;
  for (let i = 0; i < pieces.length; i += 4) {
    const ax = pieces[i] as number;
    const ay = pieces[i + 1] as number;
    const dx = (pieces[i + 2] as number) - ax;
    const dy = (pieces[i + 3] as number) - ay;
    const along = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1));
    const [offX, offY] = [x - ax - along * dx, y - ay - along * dy];
    nearest = Math.min(nearest, offX * offX + offY * offY);
    if (ay > y !== ay + dy > y && x < (dx * (y - ay)) / dy + ax) inside = !inside;
  }
  return [Math.sqrt(nearest), inside];
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const hex = (text: string): Color =>
  [0, 2, 4].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as unknown as Color;

/** A path of SVG with M, h, v, a (of circles, small) and c, as lines that are straight for the eye. */
function linesOf(d: string): Line[] {
  const lines: Line[] = [];
  let at: Point = [0, 0];
  for (const [, command, rest = ""] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest.match(/-?(?:\d*\.\d+|\d+)/g) ?? []).map(Number);
    const [a = 0, b = 0, c = 0, e = 0, f = 0, g = 0, h = 0] = numbers;
    const line = lines.at(-1);
    let next: Point[];
    switch (command) {
      case "M":
        lines.push({ points: [[a, b]], closed: false });
        at = [a, b];
        continue;
      case "z":
        if (line) line.closed = true;
        continue;
      case "h":
        next = [[at[0] + a, at[1]]];
        break;
      case "v":
        next = [[at[0], at[1] + a]];
        break;
      case "a":
        next = arc(at, [at[0] + g, at[1] + h], a, f === 1);
        break;
      case "c":
        next = curve(at, [at[0] + a, at[1] + b], [at[0] + c, at[1] + e], [at[0] + f, at[1] + g]);
        break;
      default:
        throw new Error(`the favicon has a command that is not known: ${command}`);
    }
    line?.points.push(...next);
    at = next.at(-1) ?? at;
  }
  return lines;
}

/** The smaller arc of a circle from one point to another. */
function arc([x, y]: Point, [toX, toY]: Point, radius: number, clockwise: boolean): Point[] {
  const [dx, dy] = [toX - x, toY - y];
  const chord = Math.hypot(dx, dy);
  const off = Math.sqrt(Math.max(0, radius * radius - (chord * chord) / 4)) * (clockwise ? 1 : -1);
  const [centerX, centerY] = [x + dx / 2 - (dy / chord) * off, y + dy / 2 + (dx / chord) * off];
  const begin = Math.atan2(y - centerY, x - centerX);
  const sweep = 2 * Math.asin(Math.min(1, chord / (2 * radius))) * (clockwise ? 1 : -1);
  return steps((part): Point => {
    const angle = begin + sweep * part;
    return [centerX + radius * Math.cos(angle), centerY + radius * Math.sin(angle)];
  });
}

function curve(a: Point, b: Point, c: Point, d: Point): Point[] {
  const on = (t: number, axis: 0 | 1): number =>
    (1 - t) ** 3 * a[axis] +
    3 * (1 - t) ** 2 * t * b[axis] +
    3 * (1 - t) * t * t * c[axis] +
    t ** 3 * d[axis];
  return steps((t) => [on(t, 0), on(t, 1)]);
}

const steps = (at: (part: number) => Point): Point[] =>
  Array.from({ length: STEPS }, (_, step) => at((step + 1) / STEPS));

/** RGBA, eight bits each (PNG, third edition, sections 5 and 11). */
function png(pixels: Uint8Array, size: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++)
    rows.set(pixels.subarray(row * size * 4, (row + 1) * size * 4), row * (size * 4 + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    part("IHDR", header),
    part("IDAT", deflateSync(rows, { level: 9 })),
    part("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

function part(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
