import type { File } from "../../wire.gen";

/** How a file is shown. Its type is by its content, as the server found it. */
export type Media = "picture" | "video" | "sound" | "other";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function mediaOf({ type, width, height }: File): Media {
  if (PICTURES.has(type) && width && height) return "picture";
  if (type.startsWith("video/")) return "video";
  return type.startsWith("audio/") ? "sound" : "other";
}

export const addressOfFile = ({ id, name }: File): string =>
  `/files/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;

/** What is shown in the log: a smaller picture, where the server made one. */
export const addressOfPicture = (file: File): string =>
  file.preview ? `/files/${encodeURIComponent(file.id)}/preview` : addressOfFile(file);

/** A picture alone is at most this large in the log (CSS pixels), and no side is thinner than a finger. */
const BOX = { width: 420, height: 320 };
const LEAST = 44;

/** The size that a picture is drawn in, known before it is loaded. */
export function boxOf({ width, height }: File): { width: number; height: number } {
  const [w, h] = [Math.max(1, width ?? BOX.width), Math.max(1, height ?? BOX.height)];
  const scale = Math.min(1, BOX.width / w, BOX.height / h);
  return { width: Math.max(LEAST, Math.round(w * scale)), height: Math.max(LEAST, Math.round(h * scale)) };
}

/** The end of a name, for the sheet of a file: "pdf"; empty where it has none. */
export function suffixOf(name: string): string {
  const found = /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1];
  return found?.toUpperCase() ?? "";
}
