/** Another value of the same form, so that what depends on it changes and nothing else does. */
export function alter(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? alterText(value) : undefined;
}

/** The first form that fits decides; of the two others the one that is not the text itself. */
const FORMS: readonly (readonly [RegExp, string, string])[] = [
  [/^[^\s@]+@[^\s@]+$/, 'someone@else.example', 'nobody@else.example'],
  [/^\d{4}-\d\d-\d\dT/, '2019-03-02T01:02:03Z', '2018-03-02T01:02:03Z'],
  [/^\d{4}-\d\d-\d\d$/, '1981-03-02', '1982-04-05'],
  [/^\d{4}\/\d\d?\/\d\d?$/, '1981/03/02', '1982/04/05'],
  [/^--\d\d-\d\d$/, '--03-02', '--04-05'],
  [/^\d\d\/\d\d$/, '03/02', '04/05'],
  // Of another country, because some shops take the calling code apart. A `+` tells it from a date or a number.
  [/^\+886/, '+12025550123', '+81312345678'],
  [/^\+[\d ()./-]{7,}$/, '+886912345678', '+12025550123'],
  [/^(?:female|male|other)$/, 'male', 'female'],
  [/^(?:granted|denied)$/, 'granted', 'denied'],
  [/^(?:true|false)$/, 'true', 'false'],
  [/^[A-Z]{2}$/, 'JP', 'US'],
  [/^[a-z]{2}(?:[-_][A-Za-z]+)?$/, 'en', 'ja'],
];

function alterText(text: string): string {
  const form = FORMS.find(([pattern]) => pattern.test(text));
  if (form === undefined) return mask(text);
  const [, one, other] = form;
  return text === one ? other : one;
}

/** Keeps spaces and punctuation, digits as digits, and Chinese characters as such: names are split by them. */
const mask = (text: string): string =>
  text.replaceAll(/[\p{L}\p{N}]/gu, (char) => {
    if (/\p{N}/u.test(char)) return char === '7' ? '6' : '7';
    if (/\p{Script=Han}/u.test(char)) return char === '一' ? '乙' : '一';
    return char === 'x' ? 'y' : 'x';
  });

/** A value that holds no further ones, and where it stands. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Every leaf of a JSON value, in its order; `undefined` is none. */
export function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A copy with another value at one place; `undefined` leaves the place out. */
export function withLeaf(
  root: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
): unknown {
  if (key === undefined) return value;
  if (Array.isArray(root)) {
    const items = root.map((item: unknown, at) =>
      String(at) === key ? withLeaf(item, rest, value) : item,
    );
    return items.filter((item) => item !== undefined);
  }
  const entries = Object.entries(typeof root === 'object' && root !== null ? root : {});
  return Object.fromEntries(
    entries
      .map(([name, inner]) => [name, name === key ? withLeaf(inner, rest, value) : inner] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}
