import { CJK } from '../../util/cjk.ts';

/** A name in two parts, as far as the event names them; `''` clears a part. */
export interface NameParts {
  readonly first?: string;
  readonly last?: string;
}

/**
 * First and last name as one text, in the order of their script: `Ada Lin`, but `林小美`.
 *
 * @returns `undefined` when neither is known.
 */
export function fullName(
  first: string | null | undefined,
  last: string | null | undefined,
): string | undefined {
  if (!first || !last) return first || last || undefined;
  return CJK.test(first) && CJK.test(last) ? `${last}${first}` : `${first} ${last}`;
}

/**
 * Splits a name at its last space. A single word stays whole as the first name, and so does a Chinese, Japanese or
 * Korean name: where to split it would be a guess. The last name is then `''`, which clears an older one.
 */
export function splitName(name: string): Required<NameParts> {
  const whole = name.trim();
  const at = CJK.test(whole) ? -1 : whole.search(/\s\S*$/);
  if (at < 0) return { first: whole, last: '' };
  return { first: whole.slice(0, at).trimEnd(), last: whole.slice(at + 1) };
}
