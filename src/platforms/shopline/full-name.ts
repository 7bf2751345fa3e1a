const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * One name out of two, as its script writes it: `Ada Lin`, but `林小美`.
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
