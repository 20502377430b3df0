import { createContext } from "preact";
import type { Person } from "../../wire.gen";

/** Who can be named in the message that is drawn. */
export interface Reading {
  people: readonly Person[];
  /** One's own id, if the message mentions one. */
  me: number | null;
  /** Whether it was sent to everyone. */
  all: boolean;
}

export const ReadingContext = createContext<Reading>({ people: [], me: null, all: false });
