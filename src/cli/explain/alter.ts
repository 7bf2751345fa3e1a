import { entriesOf } from '../../util/is-record.ts';

/** Another value of the same form: a mapping that reads the value gives another result, and still succeeds. */
export function alter(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? alterText(value) : undefined;
}

/** The first pattern that matches decides. The second value is for a text that equals the first. */
const FORMS: readonly (readonly [RegExp, string, string])[] = [
  [/^[^\s@]+@[^\s@]+$/, 'someone@else.example', 'nobody@else.example'],
  [/^\d{4}-\d\d-\d\dT/, '2019-03-02T01:02:03Z', '2018-03-02T01:02:03Z'],
  [/^\d{4}-\d\d-\d\d$/, '1981-03-02', '1982-04-05'],
  [/^\d{4}\/\d\d?\/\d\d?$/, '1981/03/02', '1982/04/05'],
  [/^--\d\d-\d\d$/, '--03-02', '--04-05'],
  [/^\d\d\/\d\d$/, '03/02', '04/05'],
  // From another country, because some shops split off the calling code. The `+` excludes dates and numbers.
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

/**
 * Keeps spaces, punctuation and the kind of each character: the way to split a name depends on them. A text without
 * letters and digits gets a letter.
 */
function mask(text: string): string {
  const masked = text.replaceAll(/[\p{L}\p{N}\p{So}]/gu, (char) => {
    if (/\p{So}/u.test(char)) return char === '★' ? '☆' : '★';
    if (/\p{N}/u.test(char)) return char === '7' ? '6' : '7';
    if (/\p{Script=Han}/u.test(char)) return char === '一' ? '乙' : '一';
    return char === 'x' ? 'y' : 'x';
  });
  return masked === text ? `${text}x` : masked;
}

/** A value without members, and its path. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Every leaf of a JSON value, in order. `undefined` is not a leaf. */
export function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A copy with another value at one path. `undefined` removes the path. */
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
  return Object.fromEntries(
    entriesOf(root)
      .map(([name, inner]) => [name, name === key ? withLeaf(inner, rest, value) : inner] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}
