/**
 * The page without a network, and notices without the page.
 *
 * A new worker takes over at once: it serves every version of the page alike, as what has a hash in its name is
 * kept over versions.
 */
import { placeIn, type Told, told } from "./kept";
import { dropOthers, isKept, keepPage, keepParts, page, part } from "./page-cache";

declare const self: ServiceWorkerGlobalScope;

/** The build puts the parts of its page here, as JSON. */
const PARTS: string[] = JSON.parse("__PARTS__");

self.addEventListener("install", (event) => {
  const page = fetch("/", { credentials: "same-origin", cache: "no-cache" });
  event.waitUntil(page.then(keepPage).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  // The page is asked for while the worker starts.
  event.waitUntil(
    Promise.all([dropOthers(), self.registration.navigationPreload?.enable(), self.clients.claim()]),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const keeping = (work: Promise<unknown>): void => event.waitUntil(work);
  if (request.mode === "navigate" && url.pathname === "/") event.respondWith(page(asked(event), keeping));
  else if (isKept(url.pathname)) event.respondWith(part(request, keeping));
});

self.addEventListener("message", (event) => {
  if (event.data?.keep === true)
    event.waitUntil(keepParts(PARTS.map((name) => `/${name}`)).catch(() => undefined));
});

self.addEventListener("push", (event) => {
  const notice = told(event.data?.text() ?? "");
  if (notice) event.waitUntil(show(notice));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(placeIn(event.notification.data)));
});

async function asked(event: FetchEvent): Promise<Response> {
  return ((await event.preloadResponse) as Response | undefined) ?? fetch(event.request);
}

/** Not where somebody is looking at the page: it tells of the message itself. */
async function show({ title, text, link, tag, language }: Told): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.some((page) => page.visibilityState === "visible" && page.focused)) return;
  const options = {
    body: text,
    tag,
    lang: language,
    data: link,
    icon: "/icons/192.png",
    badge: "/icons/badge.png",
    // What takes the place of an older one is news, too.
    renotify: tag !== "",
  };
  await self.registration.showNotification(title, options);
}

/** Brings an open page to the message, or opens one. */
async function open(link: string): Promise<void> {
  const url = new URL(link, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const first = pages.find(({ visibilityState }) => visibilityState === "visible") ?? pages[0];
  if (first === undefined) {
    await self.clients.openWindow(url.href);
    return;
  }
  first.postMessage({ open: url.hash });
  // Some browsers let no page come to the front by itself.
  await first.focus().catch(() => null);
}
