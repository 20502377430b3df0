import { type ReadonlySignal, signal } from "@preact/signals";

/** Pages of this client beside its rooms, by the first word of their address: `#/admin/people`. */
export const PAGES = ["admin"] as const;

/** A page: which, and what its address says besides. */
export interface Page {
  name: (typeof PAGES)[number];
  rest: string;
}

const ADDRESS = /^#\/([a-z]+)(?:\/([\w-]*))?\/?$/;

/** The page that an address leads to; null for a room's, and for what is none. */
export function pageOf(hash: string): Page | null {
  const found = ADDRESS.exec(hash);
  const name = PAGES.find((known) => known === found?.[1]);
  return name === undefined ? null : { name, rest: found?.[2] ?? "" };
}

export const pageHref = (name: Page["name"], rest: string): string => `#/${name}/${rest}`;

const shown = signal<Page | null>(typeof location === "undefined" ? null : pageOf(location.hash));
/** The page that stands in the place of the room. */
export const page: ReadonlySignal<Page | null> = shown;

/** The address was changed, by a link or by the client itself (which no event tells of). */
export function readPage(): void {
  const now = pageOf(location.hash);
  const before = shown.peek();
  if (now?.name !== before?.name || now?.rest !== before?.rest) shown.value = now;
}
