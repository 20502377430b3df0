import type { Outcome } from "../../contract";
import type { CommandName } from "./commands";

/** What is told beside the composer about the last thing that was tried there. */
export type Hint =
  | { kind: "unknown"; name: string }
  | { kind: "usage"; command: CommandName }
  | { kind: "nobody"; name: string }
  | { kind: "noRoom"; name: string }
  | { kind: "noColor"; name: string }
  | { kind: "refused"; code: Exclude<Outcome, null> }
  /** The text of an edit was not taken. */
  | { kind: "editRefused"; code: Exclude<Outcome, null> }
  | { kind: "emptyEdit" }
  /** A file of the message did not go up. */
  | { kind: "files" }
  | { kind: "tooManyFiles"; over: number }
  | { kind: "tooManyPeople" }
  | { kind: "told"; what: Told; name?: string };

/** What was done, where nothing else on the screen shows it. */
export type Told =
  | "away"
  | "back"
  | "status"
  | "statusCleared"
  | "ignored"
  | "unignored"
  | "color"
  | "noColor";

/** Whether nothing went wrong. */
export const isGood = (hint: Hint): boolean => hint.kind === "told";
