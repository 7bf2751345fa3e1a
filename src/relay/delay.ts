const BASE_MS = 2_000;
/** The longest delay that SQS gives a message. */
const LONGEST_MS = 900_000;
/** The longest that a platform's `Retry-After` is honoured. */
const LONGEST_ASKED_MS = 3_600_000;

/**
 * Delay before the next attempt, in milliseconds: full-jitter exponential from 2 s to 15 min, or what the platform
 * asked for (up to 1 h) with a little jitter behind it, so that a crowd does not come back at once.
 *
 * @param attempts 1 after the first attempt. @param random in [0, 1). @param askedMs from `Retry-After`.
 */
export function retryDelayMs(attempts: number, random: number, askedMs?: number): number {
  const ceiling = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(Math.max(0, attempts - 1), 20));
  if (askedMs === undefined) return random * ceiling;
  return Math.min(askedMs, LONGEST_ASKED_MS) + random * Math.min(ceiling, BASE_MS);
}

/**
 * Delay of a message that only waits for its turn, in milliseconds: until the time it was told, or, where nobody knows,
 * by its age: waiting counts no attempts, and the longer it has waited, the rarer it asks.
 */
export function waitDelayMs(ageMs: number, random: number, askedMs?: number): number {
  if (askedMs !== undefined) return Math.min(askedMs, LONGEST_ASKED_MS);
  return random * Math.min(LONGEST_MS, Math.max(BASE_MS, ageMs / 4));
}
