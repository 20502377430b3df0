/** Who is in the room: a pure fold of `presence.state` and `presence.changed`. */
import type { Person, PresenceChanged, PresenceState } from "../wire.gen";

export interface Presence {
  readonly people: readonly Person[];
  readonly count: number;
}

/** Above this many people the server lists nobody. */
const LISTED = 200;

export const NOBODY: Presence = { people: [], count: 0 };

/** Someone took another name; `from` is the one before. */
export interface Renamed {
  from: string;
  to: Person;
}

export function present(presence: Presence, event: PresenceState | PresenceChanged): Presence {
  if (event.type === "presence.state") return { people: event.people, count: event.count };
  const gone = new Set([...(event.left ?? []), ...(event.joined ?? [])].map((person) => person.id));
  const renamed = new Map((event.renamed ?? []).map((person) => [person.id, person]));
  const people = presence.people
    .filter((person) => !gone.has(person.id))
    .map((person) => renamed.get(person.id) ?? person);
  people.push(...(event.joined ?? []));
  // In a large room only the count is told, and a list that stands still would be wrong.
  return { people: event.count > LISTED ? [] : people, count: event.count };
}

/** The old names of those who were renamed, where they are known and differ. */
export function renames(presence: Presence, event: PresenceChanged): Renamed[] {
  return (event.renamed ?? []).flatMap((to) => {
    const from = presence.people.find((person) => person.id === to.id)?.name;
    return from === undefined || from === to.name ? [] : [{ from, to }];
  });
}
