import { WaitError } from '../event/errors.ts';
import type { PauseReason } from '../rate-limit/state.ts';

/** What an attempt is told that may not call now. @param why absent: only the rate limit is in the way. */
export function refusal(
  why: PauseReason | 'throttled' | undefined,
  retryAfterMs: number | undefined,
): WaitError {
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new WaitError(TEXTS[why ?? 'limit'], {
    ...options,
    ...(why === 'unauthorized' && { exhaustedAs: 'unauthorized' }),
  });
}

const TEXTS = {
  limit: "the store's rate limit has no turn soon",
  throttled: 'the shop asked to be left alone for a while',
  unauthorized: 'the store is paused: it refuses our token; put a new one to its configuration',
  closed: 'the store is paused: it is closed',
  failing: 'the store is paused: most calls fail',
} as const;
