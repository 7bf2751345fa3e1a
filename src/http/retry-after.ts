/** Longest wait that a platform may ask for, in milliseconds. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * The wait that a `Retry-After` header asks for, in milliseconds, at most one hour.
 *
 * @param header seconds or an HTTP date; `undefined` and anything else give `undefined`.
 * @param date the answer's own `Date` header. An HTTP date is compared with the clock of the shop, not with ours.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function parseRetryAfter(header: string | undefined, date?: string): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, MAX_RETRY_AFTER_MS);
  const waitMs = httpDate(text) - httpDate(date ?? '');
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}

/** Only the date form that HTTP still allows senders to use; `Date.parse` alone would read `"7"` as a month. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}
