import type { Upload } from "../../contract";
import { sizeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";

/** Sending the same file again cannot help. */
const FINAL = new Set(["too_large", "file_too_large", "file_refused", "bad_image"]);

export const canRetry = ({ state, code }: Pick<Upload, "state" | "code">): boolean =>
  state === "failed" && code !== null && !FINAL.has(code);

/** Why a file did not go up, with the limit that it broke; empty where it did, or may yet. `most` in bytes. */
export function troubleOf(
  { state, code, size }: Pick<Upload, "state" | "code" | "size">,
  most: number,
): string {
  const t = strings.value.write;
  if (state !== "failed") return "";
  switch (code) {
    case "too_large":
    case "file_too_large":
      return t.fileTooLarge(sizeOf(size), sizeOf(most));
    case "file_refused":
      return t.fileRefused;
    case "bad_image":
      return t.badImage;
    case "quota_full":
      return t.quotaFull;
    case "files_full":
      return t.filesFull;
    case "busy":
      return t.busy;
    case "storage_full":
      return t.storageFull;
    case "rate_limited":
      return t.rateLimited;
    case "offline":
    case null:
      return t.fileOffline;
    default:
      return t.fileFailed(strings.value.errors[code]);
  }
}
