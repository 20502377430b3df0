/** What the service worker reads: the page's parts, and a notice that was pushed. */

/** See the server's `notice_payload`. */
export interface Told {
  title: string;
  text: string;
  link: string;
  tag: string;
  language: string;
}

/** The parts that a page names itself, each once. None: this is not our page. */
export function assetsOf(html: string): string[] {
  return [...new Set([...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((found) => found[1] ?? ""))];
}

/** A notice, or null for what is none. */
export function told(text: string): Told | null {
  let found: Partial<Record<keyof Told, unknown>>;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof found !== "object" || found === null || typeof found.title !== "string") return null;
  const line = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    title: found.title,
    text: line(found.text),
    link: line(found.link),
    tag: line(found.tag),
    language: line(found.language),
  };
}

/** Where a notice leads to: the worker's own has the link, one that the page showed has the place in its data. */
export function placeIn(data: unknown): string {
  if (typeof data === "string") return data;
  const place = (data as { place?: unknown } | null)?.place;
  return typeof place === "string" ? `/${place}` : "/";
}

/**
 * Whether an answer is the server's word on the page. Its own trouble (5xx) is none; a redirect or a refusal of
 * what stands before it is: one may have to sign in there.
 */
export const isWord = ({ status }: { status: number }): boolean => status < 500;

/** The answer that came within `patience` milliseconds; null if none did. */
export async function soon<T>(answer: Promise<T>, patience: number): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience));
  return Promise.race([answer.catch(() => null), late]);
}
