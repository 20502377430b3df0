/** Mathematics that a text begins with: its source, what it takes of the text, and whether it stands alone. */
export interface Formula {
  raw: string;
  text: string;
  display: boolean;
}

const DISPLAY = /^\$\$(?!\$)((?:[^$\\]|\\[\s\S])+?)\$\$(?!\$)/;
const INLINE = /^\$(?![\s$])((?:[^$\\\n]|\\[^\n])*?[^\s$\\]|\\\S)\$(?![\p{L}\p{N}$])/u;

/**
 * `$$…$$`, or `$…$` where nothing else can be meant.
 *
 * A price is not mathematics, nor is a variable of a shell: no letter or digit stands around the dollars, no
 * space within them, and the inside is one letter or has a sign of TeX. What begins with a digit needs a
 * command or a power.
 */
export function formulaAt(text: string, before: string): Formula | null {
  if (!text.startsWith("$") || /[A-Za-z0-9$\\]$/.test(before)) return null;
  const display = DISPLAY.exec(text);
  if (display?.[1]?.trim()) return { raw: display[0], text: display[1].trim(), display: true };
  const inline = INLINE.exec(text);
  const inside = inline?.[1];
  return inline && inside && isFormula(inside) ? { raw: inline[0], text: inside, display: false } : null;
}

function isFormula(inside: string): boolean {
  if (/\p{Script=Han}/u.test(inside) && !inside.includes("\\text")) return false;
  if (/^[A-Za-z]'*$/.test(inside)) return true;
  return /^[\d.,\s]/.test(inside) ? /[\\^]/.test(inside) : /[\\^_=<>+*/|()-]/.test(inside);
}
