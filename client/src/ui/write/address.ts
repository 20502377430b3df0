import { mentionsIn } from "../../text/mentions";
import type { Person } from "../../wire.gen";
import { completions, nameAt } from "../parts/names";

/** How someone is addressed: for that person alone, or before everyone. */
export type Mode = "whisper" | "mention";

/** Whom the text in the composer is for. */
export type Address =
  | { kind: "everyone"; rest: string }
  | { kind: "person"; person: Person; whisper: boolean; rest: string }
  | { kind: "unclear"; name: string; choices: Person[]; rest: string };

const TO_ALL = /^@(all|所有人|大家)(?=\s|$)/iu;
const WHISPER = /^\/(?:w|whisper|悄悄话)\s+@?/iu;

/**
 * Reads a leading `@name` or `/w name`.
 *
 * `rest` is the text without it. `unclear` must not be sent: nobody has this name, or more than one does.
 */
export function addressOf(text: string, people: readonly Person[]): Address {
  const command = WHISPER.exec(text);
  const start = command ? command[0].length : text.startsWith("@") ? 1 : 0;
  if (start === 0 || TO_ALL.test(text)) return { kind: "everyone", rest: text };
  const named = nameAt(text, start, people);
  const rest = named ? text.slice(named.end).replace(/^[\s,，:：]+/u, "") : text.slice(start);
  const [person, ...others] = named?.people ?? [];
  if (person && others.length === 0) return { kind: "person", person, whisper: command !== null, rest };
  const name = /^\S*/u.exec(text.slice(start))?.[0] ?? "";
  if (named) return { kind: "unclear", name, choices: named.people, rest };
  return {
    kind: "unclear",
    name,
    choices: completions(name, people).slice(0, 5),
    rest: text.slice(start + name.length).trimStart(),
  };
}

/** What goes to the engine. */
export interface Outgoing {
  body: string;
  to?: Person;
  mentions?: number[];
}

/** The message that a text becomes. A person addressed in public is named at its beginning. */
export function outgoing(
  text: string,
  addressee: Person | null,
  mode: Mode,
  people: readonly Person[],
): Outgoing {
  const body = text.trim();
  const named = mentionsIn(body, people);
  if (!addressee) return named.length > 0 ? { body, mentions: named } : { body };
  if (mode === "whisper") return { body, to: addressee };
  const mentions = [...new Set([addressee.id, ...named])].slice(0, 50);
  return { body: `@${addressee.name} ${body}`, mentions };
}

/** The `@word` that ends at the caret, if someone is being named there: its place and what follows the sign. */
export function namingAt(text: string, caret: number): { start: number; query: string } | null {
  const before = text.slice(Math.max(0, caret - 48), caret);
  const found =
    /(?:^|[^\p{L}\p{N}@]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])@([^@\n]{0,40})$/u.exec(
      before,
    );
  const query = found?.[1];
  if (query === undefined) return null;
  return { start: caret - query.length - 1, query };
}
