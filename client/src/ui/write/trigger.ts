import { namingAt } from "./address";
import { type Command, commandNamed } from "./commands";

/**
 * What is being written at the caret and can be completed: what follows a sign, and where that begins.
 *
 * `eager`: Enter takes the first option; otherwise one has to be chosen, because the text may well be meant as it is.
 */
export type Trigger =
  | { kind: "person"; start: number; query: string; eager: true }
  | { kind: "emoji"; start: number; query: string; eager: boolean }
  | { kind: "command"; start: number; query: string; eager: true }
  | { kind: "argument"; command: Command; start: number; query: string; eager: true };

const COMMAND = /^\/(\p{L}*)$/u;
const ARGUMENT = /^\/(\p{L}+)[^\S\n]+([^\n]{0,80})$/u;
/** `:tea`, but not in 10:30, in http: or after another colon. Of Latin letters two, so that :D stays what it is. */
const EMOJI = /(^|[^\p{L}\p{N}:/]|\p{Script=Han}):(\p{Script=Han}{1,8}|[A-Za-z][A-Za-z0-9_+-]{1,30}|[+-]1)$/u;

/** The completion that a text asks for at its caret; `plain`: commands are read as text. */
export function triggerAt(text: string, caret: number, plain: boolean): Trigger | null {
  const before = text.slice(0, caret);
  if (!plain) {
    const word = COMMAND.exec(before)?.[1];
    if (word !== undefined) return { kind: "command", start: 0, query: word, eager: true };
    const [, name = "", argument = ""] = ARGUMENT.exec(before) ?? [];
    const command = name === "" ? undefined : commandNamed(name.toLowerCase());
    if (command && ["person", "people", "room", "color"].includes(command.takes)) {
      const query = argument.replace(/^@/, "");
      return { kind: "argument", command, start: caret - query.length, query, eager: true };
    }
  }
  const naming = namingAt(text, caret);
  if (naming) return { kind: "person", ...naming, eager: true };
  const [, ahead = "", query] = EMOJI.exec(before.slice(-48)) ?? [];
  if (query === undefined) return null;
  // A Chinese colon is seldom typed by name, a Latin one stands before many a word.
  const eager =
    !/\p{Script=Han}/u.test(ahead + query) || (ahead === "" && before.length === query.length + 1);
  return { kind: "emoji", start: caret - query.length - 1, query, eager };
}
