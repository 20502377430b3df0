import type { ComponentChildren } from "preact";

interface Props {
  name: string;
  /** Beside the name. */
  tag?: string;
  about: string;
  children?: ComponentChildren;
}

/** A line of a list: what it is, something about it, and what can be done with it. */
export function Item({ name, tag, about, children }: Props) {
  return (
    <li class="account-item">
      <div class="account-item-words">
        <span class="account-item-name">
          <bdi>{name}</bdi>
          {tag && <span class="account-tag">{tag}</span>}
        </span>
        <span class="form-hint">{about}</span>
      </div>
      {children}
    </li>
  );
}
