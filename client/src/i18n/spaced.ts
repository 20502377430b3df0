const bare = (text: string): string => text.replace(/[\u2068\u2069]/g, "");
const latin = (sign: string | undefined): boolean =>
  sign !== undefined && /[\p{L}\p{N}]/u.test(sign) && !/\p{Script=Han}/u.test(sign);

/** A name between Chinese characters, with the spaces that Latin letters and digits ask for there. */
export const spaced = (text: string): string =>
  `${latin([...bare(text)][0]) ? " " : ""}${text}${latin([...bare(text)].at(-1)) ? " " : ""}`;
