/** The plural of a language by its own rules: `plural("en")(2, {one: …, other: …})`. */
export function plural(locale: string): (n: number, forms: { one: string; other: string }) => string {
  const rules = new Intl.PluralRules(locale);
  return (n, forms) => (rules.select(n) === "one" ? forms.one : forms.other);
}
