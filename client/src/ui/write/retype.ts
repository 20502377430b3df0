/**
 * Makes a text field say `text` as if somebody typed the difference, so that undo takes back that alone: where a
 * script sets the value, browsers forget all that was typed before.
 */
export function retype(field: HTMLTextAreaElement, text: string): void {
  const before = field.value;
  if (before === text) return;
  const [start, rest] = difference(before, text);
  const put = text.slice(start, text.length - rest);
  field.setSelectionRange(start, before.length - rest);
  // Deprecated, and the only way that leads into the list of what can be undone.
  if (document.activeElement === field)
    document.execCommand(put === "" ? "delete" : "insertText", false, put);
  if (field.value !== text) field.value = text;
}

/** How much is the same at the beginning and at the end, in UTF-16 units; no pair of them is cut. */
function difference(before: string, after: string): [start: number, rest: number] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  if (isHigh(before, start - 1)) start--;
  let rest = 0;
  while (rest < most - start && before.at(-1 - rest) === after.at(-1 - rest)) rest++;
  if (isHigh(before, before.length - rest - 1)) rest--;
  return [start, Math.max(0, rest)];
}

const isHigh = (text: string, at: number): boolean => /[\ud800-\udbff]/.test(text.charAt(at));
