import type { HttpAnswer, HttpError } from '../http/http.ts';
import type { Verdict } from '../delivery/platform-port.ts';
import type { OperationFacts } from './operation-facts.ts';
import { parseRetryAfter } from './retry-after.ts';

/**
 * What a 5xx means: the shop may have done it. Everything but create can be repeated: an update sets the same values
 * again, and an address is looked for before it is added.
 */
export function unfinished(operation: string, answer: HttpAnswer): Verdict {
  return operation === 'create'
    ? { kind: 'ambiguous' }
    : { kind: 'again', ...retryAfterOf(answer) };
}

/** What it means that no answer came. */
export function silence(
  operation: string,
  { method }: OperationFacts,
  { maybeSent, isPending }: HttpError,
): Verdict {
  if (operation === 'create') return { kind: maybeSent ? 'ambiguous' : 'again' };
  const mayStillWrite = isPending && method !== 'GET';
  return { kind: 'again', ...(mayStillWrite && { mayStillWrite }) };
}

/** How long the shop asks to be left alone. */
export function retryAfterOf({ headers }: HttpAnswer): { readonly retryAfterMs?: number } {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], headers['date']);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
