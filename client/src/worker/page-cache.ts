/** The page and its parts, kept for a start without the server. */
import { assetsOf, isWord, soon } from "./kept";

export const CACHE = "teahouse-page-1";
const PAGE = "/";
/** How long the server may take to answer with the page before the kept one is shown. */
export const PATIENCE_MS = 3_000;
/** Parts that are kept at most, the newest of them: a few versions, for tabs that are open for long. */
const KEPT = 600;
/** The answers differ in their compression alone. */
const ANY: CacheQueryOptions = { ignoreVary: true };

/** What is kept under its address; the rest of the API, the sockets and people's files never is. */
export const isKept = (path: string): boolean =>
  isHashed(path) || path.startsWith("/icons/") || path === "/favicon.svg" || path === "/manifest.webmanifest";
const isHashed = (path: string): boolean => path.startsWith("/assets/");

/** `keeping` gets what goes on after the answer. */
type Keeping = (work: Promise<unknown>) => void;

/** The page of the server if it answers soon, else the one that is kept, else whatever the server said. */
export async function page(asked: Promise<Response>, keeping: Keeping): Promise<Response> {
  const copy = asked.then((answer) => (answer.ok ? answer.clone() : null));
  keeping(copy.then((answer) => answer && keepPage(answer)).catch(() => {}));
  const kept = await (await caches.open(CACHE)).match(PAGE, ANY).catch(() => undefined);
  if (kept === undefined) return asked.catch(() => Response.error());
  const fresh = await soon(asked, PATIENCE_MS);
  return fresh !== null && isWord(fresh) ? fresh : kept;
}

/** Keeps the page together with the parts that it names; all or nothing. */
export async function keepPage(answer: Response): Promise<void> {
  const parts = assetsOf(await answer.clone().text());
  // Something that stands before the server may answer in its name.
  if (parts.length === 0) throw new TypeError("this is not the page");
  const cache = await caches.open(CACHE);
  await cache.addAll(await missing(cache, parts));
  await cache.put(PAGE, answer);
  await tidy(cache);
}

/** What has a hash in its name never changes; the rest is asked for first. */
export async function part(request: Request, keeping: Keeping): Promise<Response> {
  const { pathname } = new URL(request.url);
  const kept = await (await caches.open(CACHE)).match(pathname, ANY).catch(() => undefined);
  if (kept !== undefined && isHashed(pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) keeping(put(pathname, answer.clone()));
    return answer.ok || kept === undefined ? answer : kept;
  } catch {
    return kept ?? Response.error();
  }
}

/**
 * Keeps the parts that the page asks for later, one after the other: it then has all of them without the server,
 * and a tab that stays open over a new version does, too.
 */
export async function keepParts(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of await missing(cache, paths)) await cache.add(new Request(path, { priority: "low" }));
  await tidy(cache);
}

/** Caches of other workers of this origin. */
export async function dropOthers(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith("teahouse-page-") && name !== CACHE) await caches.delete(name);
}

/** A disk that is full costs the start without a server, nothing else. */
async function put(path: string, answer: Response): Promise<void> {
  await (await caches.open(CACHE)).put(path, answer).catch(() => {});
}

async function missing(cache: Cache, paths: readonly string[]): Promise<string[]> {
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  return paths.filter((path) => !kept.has(path));
}

/** The oldest go first; `keys` are in the order of keeping. */
async function tidy(cache: Cache): Promise<void> {
  const hashed = (await cache.keys()).filter(({ url }) => isHashed(new URL(url).pathname));
  for (const key of hashed.slice(0, Math.max(0, hashed.length - KEPT))) await cache.delete(key, ANY);
}
