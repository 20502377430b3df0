/** A place that a link leads to: a room, or a message of it. */
export interface Place {
  room: number;
  seq?: number;
}

const PLACE = /^#\/r\/([1-9]\d{0,14})(?:\/([1-9]\d{0,14}))?\/?$/;

/** Reads `#/r/ROOM` and `#/r/ROOM/SEQ`; null for anything else. */
export function placeOf(hash: string): Place | null {
  const found = PLACE.exec(hash);
  if (!found) return null;
  const room = Number(found[1]);
  return found[2] === undefined ? { room } : { room, seq: Number(found[2]) };
}

/** The address of a message, for others. `page` is the page's own, of which query and hash are dropped. */
export function linkTo(room: number, seq: number, page: string): string {
  const url = new URL(page);
  url.search = "";
  url.hash = `#/r/${room}/${seq}`;
  return url.href;
}

/** The place of a link in a text, if it leads into the page that is open. */
export function placeWithin(href: string, page: string): Place | null {
  if (!URL.canParse(href)) return null;
  const [link, here] = [new URL(href), new URL(page)];
  if (link.origin !== here.origin || link.pathname !== here.pathname) return null;
  return placeOf(link.hash);
}
