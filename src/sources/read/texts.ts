/** Longest note that a signup may have. */
const MAX_NOTE = 2_000;

/**
 * A value of a tool as text in one line. Numbers become their digits.
 *
 * @returns `undefined` for blank text and everything else: to a tool that means "not known".
 */
export function toText(value: unknown): string | undefined {
  return trimmed(value, /\p{Cc}+/gu);
}

/** Text that may have several lines; what is longer than a note may be ends in `…`. */
export function toNote(value: unknown): string | undefined {
  const text = trimmed(value, /(?:(?![\t\n\r])\p{Cc})+/gu);
  // A cut through a character of two code units would leave half of it.
  return text !== undefined && text.length > MAX_NOTE
    ? `${text.slice(0, MAX_NOTE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
    : text;
}

/**
 * A phone as it was given, but for what no parser of phones would know: full-width digits and signs, dashes that are no
 * hyphens, and the invisible marks that come along with a pasted number.
 */
export const toPhone = (value: unknown): string | undefined =>
  toText(value)
    ?.normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Pd}/gu, '-')
    .trim() || undefined;

function trimmed(value: unknown, controls: RegExp): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? text.replaceAll(controls, ' ').trim() || undefined : undefined;
}
