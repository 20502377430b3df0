import type { Person } from "../../wire.gen";
import { type Address, addressOf, type Mode, type Outgoing, outgoing } from "./address";
import { type Command, slashOf } from "./commands";

/** What Enter would do with what is written. */
export type Going =
  /** `bare`: nothing is said besides whom it is for. */
  | { kind: "message"; message: Outgoing; action: boolean; bare: boolean }
  | { kind: "command"; command: Extract<Command, { kind: "does" }>; rest: string }
  /** `/w` and no name. */
  | { kind: "usage"; command: Command }
  | { kind: "unknown"; name: string }
  | { kind: "unclear"; address: Extract<Address, { kind: "unclear" }> };

/** Reads a text; `picked` is whom the chip beside Send names. */
export function goingOf(text: string, picked: Person | null, mode: Mode, known: readonly Person[]): Going {
  const slash = slashOf(text);
  const says = (words: string, action = false): Going => ({
    kind: "message",
    message: outgoing(words, picked, mode, known),
    action,
    bare: words.trim() === "",
  });
  if (slash.kind === "unknown") return slash;
  if (slash.kind === "escaped") return says(slash.text);
  if (slash.kind === "command") {
    const { command, rest } = slash;
    if (command.kind === "does") return { kind: "command", command, rest };
    if (rest === "" && command.takes !== "perhaps text") return { kind: "usage", command };
    if (command.kind === "addresses") return addressed(text, mode, known);
    const { body, action } = command.says(rest);
    return says(body, action);
  }
  return picked ? says(text) : addressed(text, mode, known);
}

/** A text that may begin with whom it is for. */
function addressed(text: string, mode: Mode, known: readonly Person[]): Going {
  const address = addressOf(text, known);
  if (address.kind === "unclear") return { kind: "unclear", address };
  const person = address.kind === "person" ? address.person : null;
  const how = address.kind === "person" && address.whisper ? "whisper" : mode;
  return {
    kind: "message",
    message: outgoing(address.rest, person, how, known),
    action: false,
    bare: address.rest.trim() === "",
  };
}

const encoder = new TextEncoder();
/** Bytes of UTF-8. */
export const bytesOf = (body: string): number => encoder.encode(body).length;
