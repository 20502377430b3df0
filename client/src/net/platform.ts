/**
 * What the engine asks of the browser: clocks, chance, sockets, requests, locks, other tabs.
 *
 * Everything that a test wants to drive is here, so that nothing above names a browser global.
 */

import type { Challenge } from "../state/challenge";

/** The part of WebSocket that is used. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

/** The part of BroadcastChannel that is used: it reaches this origin's other tabs, never this one. */
export interface Channel {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** The part of Web Locks that is used. */
export interface Locks {
  /** Runs `held` while nobody else holds `name`; `steal` takes it from whoever has it. */
  request(name: string, options: { steal?: boolean }, held: () => Promise<unknown>): Promise<unknown>;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Answer {
  status: number;
  /** The parsed JSON body, or null. */
  body: unknown;
  /** `Retry-After` in milliseconds, or null. */
  retryAfter: number | null;
}

/** A body on its way up. */
export interface Transfer {
  /** Rejects when there is no answer, or when it was given up. */
  answer: Promise<Answer>;
  abort(): void;
}

export type Sign = "online" | "offline" | "visible";

export interface Platform {
  /** Monotonic milliseconds. */
  now(): number;
  /** Unix milliseconds: counts sleep too, which the monotonic clock may not. */
  wall(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  randomBytes(count: number): Uint8Array;
  /** Runs `action` once after `ms`; the answer cancels it. */
  after(ms: number, action: () => void): () => void;
  /** Runs `action` once what changed is on the screen, or soon where nothing is drawn; the answer cancels it. */
  drawn(action: () => void): () => void;
  openSocket(): Socket;
  /** A same-origin request with the cookie; rejects when there is no answer. A Blob goes as it is, all else as JSON. */
  ask(method: Method, path: string, body?: unknown): Promise<Answer>;
  /** Works on a proof beside the page: the nonce, or a rejection where that is not possible. */
  solve(challenge: Challenge): Promise<string>;
  /** Sends a body as it is to a same-origin path; `progress` hears the share that is there, 0 to 1. */
  transfer(path: string, body: Blob, progress: (share: number) => void): Transfer;
  /** An address for what is in this page's memory, until it is released. */
  addressOf(body: Blob): string;
  release(address: string): void;
  /** A word that all tabs of this browser share, over a reload too where the browser allows it; null: none. */
  recall(name: string): string | null;
  remember(name: string, word: string | null): void;
  /** Null where the page is no secure context: other tabs are then not waited for. */
  locks: Locks | null;
  channel(name: string): Channel | null;
  /** The browser says that there is no network. It may be wrong. */
  offline(): boolean;
  watch(listener: (sign: Sign) => void): () => void;
}

/** Many times what the slowest telephone needs. */
const SOLVE_MS = 120_000;

/** The real one. */
export function browserPlatform(): Platform {
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    random: () => Math.random(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    after(ms, action) {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
    drawn,
    openSocket: () =>
      new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`) as Socket,
    ask,
    solve: async (challenge) => (await import("./solving")).solveApart(challenge, SOLVE_MS),
    transfer,
    addressOf: (body) => URL.createObjectURL(body),
    release: (address) => URL.revokeObjectURL(address),
    recall,
    remember,
    locks: navigator.locks ?? null,
    channel: (name) =>
      typeof BroadcastChannel === "undefined" ? null : (new BroadcastChannel(name) as Channel),
    offline: () => !navigator.onLine,
    watch,
  };
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(15_000),
    ...(body === undefined ? {} : written(body)),
  });
  const seconds = Number.parseFloat(response.headers.get("retry-after") ?? "");
  return {
    status: response.status,
    body: await response.json().catch(() => null),
    retryAfter: Number.isNaN(seconds) ? null : seconds * 1000,
  };
}

const written = (body: unknown): RequestInit =>
  body instanceof Blob
    ? { headers: { "content-type": "application/octet-stream" }, body }
    : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };

function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name: string, word: string | null): void {
  try {
    if (word === null) localStorage.removeItem(name);
    else localStorage.setItem(name, word);
  } catch {
    // Where nothing can be kept, nothing is known of before.
  }
}

/** A page that is not shown has no frames; it waits this long instead (milliseconds). */
const UNDRAWN_MS = 100;

function drawn(action: () => void): () => void {
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    // What a frame calls for runs before it is drawn, a task after it.
    timer = setTimeout(action);
  });
  let timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    action();
  }, UNDRAWN_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** XMLHttpRequest, because `fetch` tells nothing of what has gone up. */
function transfer(path: string, body: Blob, progress: (share: number) => void): Transfer {
  const request = new XMLHttpRequest();
  const answer = new Promise<Answer>((resolve, reject) => {
    request.open("POST", path);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => progress(event.total === 0 ? 0 : event.loaded / event.total);
    request.onload = () => {
      const seconds = Number.parseFloat(request.getResponseHeader("retry-after") ?? "");
      const retryAfter = Number.isNaN(seconds) ? null : seconds * 1000;
      resolve({ status: request.status, body: parsed(request.responseText), retryAfter });
    };
    const failed = () => reject(new TypeError("no answer"));
    request.onerror = failed;
    request.ontimeout = failed;
    request.onabort = failed;
    request.send(body);
  });
  return { answer, abort: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function watch(listener: (sign: Sign) => void): () => void {
  const ending = new AbortController();
  const options = { signal: ending.signal };
  addEventListener("online", () => listener("online"), options);
  addEventListener("offline", () => listener("offline"), options);
  // A page taken out of the back/forward cache had its socket closed without a word.
  addEventListener("pageshow", () => listener("visible"), options);
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && listener("visible"),
    options,
  );
  return () => ending.abort();
}
