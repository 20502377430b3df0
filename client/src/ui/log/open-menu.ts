import type { Message } from "../../contract";
import { overlay, type Spot, show } from "../parts/overlay";

/** Opens the menu of a message; a second time where it is open already, nothing. */
export function openMenu(message: Message, at: Spot, from?: Element | null): void {
  const open = overlay.peek();
  if (open?.kind === "menu" && open.message.seq === message.seq) return;
  show({ kind: "menu", message, at }, from ?? document.activeElement);
}
