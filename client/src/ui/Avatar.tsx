import type { Person } from "../wire.gen";
import { hueOf, initialOf } from "./hue";
import "./Avatar.css";

/** A person's tile: decoration beside a name that is always written out. */
export function Avatar({ person, small = false }: { person: Person; small?: boolean }) {
  return (
    <span class={`avatar ${small ? "small" : ""} ${hueOf(person.id)}`} aria-hidden="true">
      {initialOf(person.name)}
    </span>
  );
}
