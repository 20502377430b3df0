import type { ComponentChildren } from "preact";
import { Icon } from "../parts/Icon";

interface Props {
  title: string;
  /** What is the case, told while it is folded. */
  state?: string;
  grave?: boolean;
  /** It was unfolded or folded. */
  onToggle?: (open: boolean) => void;
  children: ComponentChildren;
}

/** A part of the account that unfolds; one at a time, so that none is far from its heading. */
export function Part({ title, state, grave = false, onToggle, children }: Props) {
  return (
    <details
      class={`account-part ${grave ? "grave" : ""}`}
      name="account"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) currentTarget.scrollIntoView({ block: "nearest" });
        onToggle?.(currentTarget.open);
      }}
    >
      <summary>
        <span class="account-part-title">{title}</span>
        {state && <bdi class="account-part-state one-line">{state}</bdi>}
        <Icon name="right" size={16} />
      </summary>
      <div class="account-part-inside">{children}</div>
    </details>
  );
}
