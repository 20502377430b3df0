import type { Person } from "../../wire.gen";
import { hueOf, initialOf } from "./hue";
import "./Avatar.css";

interface Props {
  person: Person;
  small?: boolean;
  /** A dot in the corner; words for it stand elsewhere. */
  presence?: "here" | "away" | null;
}

/** A person's tile: decoration beside a name that is always written out. */
export function Avatar({ person, small = false, presence = null }: Props) {
  return (
    <span
      class={`avatar ${small ? "small" : ""} ${presence ? "marked" : ""} ${hueOf(person.id)}`}
      aria-hidden="true"
    >
      {initialOf(person.name)}
      {presence && <span class={`presence ${presence}`} />}
    </span>
  );
}
