/** The service worker, and this browser's subscription to pushes. */
import { SERVICE_WORKER, trusted } from "./scripts";

/** The parts of the page that come later are kept once nobody waits for anything. */
const KEEP_MS = 5_000;

declare global {
  interface Navigator {
    connection?: { saveData?: boolean };
  }
}

/**
 * Makes the page open without a network. `onOpen` hears the hash of a message whose notice was pressed.
 * Nothing happens where there are no service workers: in some private windows, and without TLS except on this machine.
 */
export async function startWorker(onOpen: (hash: string) => void): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return;
  serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ open?: unknown }>) => {
    if (typeof data?.open === "string" && data.open.startsWith("#")) onOpen(data.open);
  });
  // The first start is the page's alone.
  if (document.readyState !== "complete")
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  try {
    // Its address is asked for each time: a proxy may keep it longer than it should.
    await serviceWorker.register(trusted(SERVICE_WORKER), { scope: "/", updateViaCache: "none" });
    const { active } = await serviceWorker.ready;
    if (navigator.connection?.saveData) return;
    setTimeout(() => active?.postMessage({ keep: true }), KEEP_MS);
  } catch {
    // The page works without it.
  }
}

/** What the server wants to know of a subscription. */
export interface BrowserPush {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** Whether this browser can be told while the page is closed. */
export const canPush = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function manager(): Promise<PushManager | null> {
  return (await globalThis.navigator?.serviceWorker?.getRegistration())?.pushManager ?? null;
}

/** What this browser is subscribed to; null for nothing. */
export async function subscription(): Promise<BrowserPush | null> {
  const found = await (await manager())?.getSubscription();
  return found ? partsOf(found) : null;
}

/**
 * Asks the browser's maker for a place to push to; null if there is none: no worker, or a maker that does not
 * answer. A place that was given for another key, or to somebody else, is given back. To be called from a click.
 */
export async function subscribe(publicKey: string): Promise<BrowserPush | null> {
  try {
    const pushes = await manager();
    if (pushes === null) return null;
    await (await pushes.getSubscription())?.unsubscribe();
    return partsOf(await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }));
  } catch {
    return null;
  }
}

/** No more pushes to this browser. */
export async function unsubscribe(): Promise<void> {
  try {
    await (await (await manager())?.getSubscription())?.unsubscribe();
  } catch {
    // The maker is out of reach: the server is told by the first push that comes to nobody.
  }
}

function partsOf(found: PushSubscription): BrowserPush | null {
  const { endpoint, keys } = found.toJSON();
  const { p256dh, auth } = keys ?? {};
  return endpoint && p256dh && auth ? { endpoint, p256dh, auth } : null;
}
