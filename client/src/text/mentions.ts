import { nameAt } from "../ui/parts/names";
import type { Person } from "../wire.gen";
import { type Inline, lines } from "./nodes";
import { parse } from "./parse";

/** A run of text cut where somebody is named; joined, the pieces are the text. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "mention"; text: string; person: Person }
  /** `@all`, `@所有人`, `@大家`. */
  | { kind: "all"; text: string };

const ALL = /@(?:all(?![\p{L}\p{N}])|所有人|大家)/iuy;

/** A body with more @ than this names nobody: each of them is compared with everyone's name. */
const MOST_ATS = 100;

/** Who of `people` can be named in a body: nobody where no @ stands, or too many do. */
export function namable(body: string, people: readonly Person[]): readonly Person[] {
  const ats = body.includes("@") ? body.split("@").length - 1 : 0;
  return ats === 0 || ats > MOST_ATS ? [] : people;
}

/** `@name` of people known, and `@all`; everything else stays text. */
export function piecesOf(text: string, people: readonly Person[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const upTo = (end: number): void => {
    if (end > done) pieces.push({ kind: "text", text: text.slice(done, end) });
  };
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", Math.max(at + 1, done))) {
    // "mail@example" names nobody: an address is no mention. Chinese writes @ without a space before it.
    if (/[A-Za-z0-9]/.test(text.charAt(at - 1))) continue;
    const named = nameAt(text, at + 1, people);
    const person = named?.people[0];
    ALL.lastIndex = at;
    const all = person ? null : ALL.exec(text)?.[0];
    if (named && person) {
      upTo(at);
      pieces.push({ kind: "mention", text: text.slice(at, named.end), person });
      done = named.end;
    } else if (all) {
      upTo(at);
      pieces.push({ kind: "all", text: all });
      done = at + all.length;
    }
  }
  upTo(text.length);
  return pieces;
}

/** The ids of the people that `@name` in a body names, each once, at most 50 (the wire's limit). */
export function mentionsIn(body: string, people: readonly Person[]): number[] {
  const known = namable(body, people);
  if (known.length === 0) return [];
  const ids = texts(lines(parse(body)).flat()).flatMap((text) =>
    piecesOf(text, known).flatMap((piece) => (piece.kind === "mention" ? [piece.person.id] : [])),
  );
  return [...new Set(ids)].slice(0, 50);
}

/** Whether a body says `@all` where it would be read as such: not in code. */
export function namesAll(body: string): boolean {
  if (!body.includes("@")) return false;
  return texts(lines(parse(body)).flat()).some((text) =>
    piecesOf(text, []).some(({ kind }) => kind === "all"),
  );
}

/** The runs of text in which somebody can be named. */
function texts(nodes: readonly Inline[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === "text") return [node.text];
    return node.kind === "link" || !("children" in node) ? [] : texts(node.children);
  });
}
