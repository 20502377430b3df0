/** What a key press in a text field tells; the fields of KeyboardEvent that matter. */
export interface Press {
  key: string;
  keyCode: number;
  isComposing: boolean;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/**
 * Whether an input method has this key.
 *
 * Safari ends the composition before the keydown of the Enter that ended it: isComposing is false then, but
 * keyCode is still 229 (UI Events, section 7.3: "processed by an IME").
 */
export const composing = (press: Press): boolean => press.isComposing || press.keyCode === 229;

/** What Enter does: sends, breaks the line, or is the input method's. Anything but Enter: "none". */
export function enterDoes(press: Press, coarse: boolean): "send" | "break" | "none" {
  if (press.key !== "Enter" || composing(press)) return "none";
  if (press.ctrlKey || press.metaKey) return "send";
  return press.shiftKey || press.altKey || coarse ? "break" : "send";
}
