/** Marks on one letter; more are never a language, but reach over the lines of others. */
const MARKS = 8;
const MORE_MARKS = new RegExp(`(\\p{M}{${MARKS}})\\p{M}+`, "gu");

/**
 * A body as it is drawn: without what changes the direction of text (UAX 9, explicit controls) or piles up.
 *
 * Only the drawing: a body is stored, edited and copied as it was typed. Marks of direction (LRM, RLM, ALM)
 * stay, because they are weak and Arabic and Hebrew need them.
 */
export function inert(body: string): string {
  return body.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(MORE_MARKS, "$1");
}
