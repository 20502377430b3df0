const PLAIN = "aceinosuyzACEINOSUYZ";
const ACCENTED = "àçéîñöšûýžÀÇÉÎÑÖŠÛÝŽ";
/** What is not read but worked with. */
const AS_IT_IS = ["locale", "comma", "and"];

/** English made 40 % longer and accented, to find text that does not fit or was never translated. */
export function pseudo<T extends object>(english: T): T {
  const kept = Object.entries(english).filter(([key]) => AS_IT_IS.includes(key));
  return { ...(stretched(english) as T), ...Object.fromEntries(kept) };
}

function stretched(value: unknown): unknown {
  if (typeof value === "string") return longer(value);
  if (typeof value === "function") return (...values: unknown[]) => call(value as Phrase, values);
  if (Array.isArray(value)) return value.map(stretched);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stretched(inner)]));
}

type Phrase = (...values: unknown[]) => string;

/** What people wrote must come through untouched, so it waits outside behind private-use characters. */
function call(phrase: Phrase, values: unknown[]): string {
  const stand = values.map((value, i) =>
    typeof value === "string" ? String.fromCharCode(0xe000 + i) : value,
  );
  return longer(phrase(...stand)).replace(/[\ue000-\ue00f]/g, (sign) =>
    String(values[sign.charCodeAt(0) - 0xe000]),
  );
}

function longer(text: string): string {
  const accented = text.replace(/[a-z]/gi, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter);
  return `${accented}${" ẽẽẽ".repeat(Math.ceil((text.length * 0.4) / 4))}`;
}
