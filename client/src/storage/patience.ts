/** A disk that hangs keeps nobody waiting: a tab of an older client may hold the database, or the machine be busy. */
import type { Platform } from "../net/platform";

const DISK_MS = 1_000;

/** What the disk answers; `otherwise` where it fails, or says nothing for a second. */
export function inTime<T>(platform: Pick<Platform, "after">, asked: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const cancel = platform.after(DISK_MS, () => resolve(otherwise));
    const answer = (told: T): void => {
      cancel();
      resolve(told);
    };
    asked.then(answer, () => answer(otherwise));
  });
}
