import type { CommandName } from "../ui/write/commands";

/** What each command takes after its name, [in brackets] where it may be left out, and what it does. */
export type CommandStrings = Record<CommandName, { takes: string; help: string }>;
