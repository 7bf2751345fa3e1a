/** Scripts whose names are written family name first and often without a space: where to split them is a guess. */
const NEVER_SPLIT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** A name in the two parts that Shoplazza asks for. */
export interface NameParts {
  readonly first: string;
  readonly last: string;
}

/**
 * Splits a name at its last space. A name of one word, and a Chinese, Japanese or Korean one, stays whole as the first
 * name; the last name is then empty, so that no older last name stays beside it.
 */
export function splitName(name: string): NameParts {
  const whole = name.trim();
  const at = NEVER_SPLIT.test(whole) ? -1 : whole.search(/\s\S*$/);
  if (at < 0) return { first: whole, last: '' };
  return { first: whole.slice(0, at).trimEnd(), last: whole.slice(at + 1) };
}
