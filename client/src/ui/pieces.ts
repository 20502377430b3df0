import type { Person } from "../wire.gen";
import { nameAt } from "./names";

/** A message's text cut into what is drawn differently; joined, the pieces are the text. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "mention"; text: string; person: Person };

const LINK_OR_AT = /https?:\/\/[^\s<>"'`\u3000-\u303f\uff00-\uffef]+|@/giu;

/** Links to http and https alone, and `@name` of people known; everything else stays text. */
export function piecesOf(text: string, people: readonly Person[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const upTo = (end: number): void => {
    if (end > done) pieces.push({ kind: "text", text: text.slice(done, end) });
  };
  for (const found of text.matchAll(LINK_OR_AT)) {
    if (found.index < done) continue;
    if (found[0] === "@") {
      const named = nameAt(text, found.index + 1, people);
      const person = named?.people[0];
      // "mail@example" names nobody: an address is no mention.
      if (!named || !person || /[\p{L}\p{N}]$/u.test(asciiBefore(text, found.index))) continue;
      upTo(found.index);
      pieces.push({ kind: "mention", text: text.slice(found.index, named.end), person });
      done = named.end;
      continue;
    }
    const link = trimmed(found[0]);
    if (!URL.canParse(link)) continue;
    upTo(found.index);
    pieces.push({ kind: "link", text: link, href: new URL(link).href });
    done = found.index + link.length;
  }
  upTo(text.length);
  return pieces;
}

/** The character before `index`, if it is ASCII: Chinese writes @ without a space before it. */
function asciiBefore(text: string, index: number): string {
  const before = text.charAt(index - 1);
  return before < "\u0080" ? before : "";
}

/** A sentence's own punctuation, and a bracket that was not opened inside, are not part of a link. */
function trimmed(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link.charAt(end - 1);
    const inside = link.slice(0, end);
    const unopened = last === ")" && inside.split("(").length < inside.split(")").length;
    if (!unopened && !".,;:!?…，。；：！？]}*_".includes(last)) break;
    end -= 1;
  }
  return link.slice(0, end);
}

/** The ids of the people that `@name` in a text names, each once, at most 50 (the wire's limit). */
export function mentionsIn(text: string, people: readonly Person[]): number[] {
  const ids = piecesOf(text, people).flatMap((piece) => (piece.kind === "mention" ? [piece.person.id] : []));
  return [...new Set(ids)].slice(0, 50);
}
