import english from "./words.json";

type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The words of the page's language stand before this script in the same file; in English they are these. */
const given = (globalThis as { parleyWords?: typeof english & { digits: string } }).parleyWords;
const language = `${document.documentElement.lang || "en"}-u-nu-${given?.digits ?? "latn"}`;
const [digits, rules] = [new Intl.NumberFormat(language), new Intl.PluralRules(language)];

export const words = given ?? english;
export const ago = new Intl.RelativeTimeFormat(language);
export const number = (value: number): string => digits.format(value);
export const count = (forms: Forms, value: number): string => (forms[rules.select(value)] ?? forms.other).replace("#", number(value));
