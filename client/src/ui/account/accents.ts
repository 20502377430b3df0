import type { Accent } from "../../i18n/account";

/** Colours that a place can have at a press; the first is the client's own. */
export const ACCENTS: readonly { id: Accent; color: string }[] = [
  { id: "tea", color: "" },
  { id: "indigo", color: "#4460a8" },
  { id: "plum", color: "#8b4a80" },
  { id: "clay", color: "#ad5138" },
  { id: "amber", color: "#946400" },
  { id: "ink", color: "#4a5558" },
];

/** The client's own colour, where one has to be named. */
export const OWN_ACCENT = "#2c6f4c";
