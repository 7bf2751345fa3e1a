import { type Reason, RejectedError, WaitError } from '../event/errors.ts';
import { MAX_DELAY_SECONDS } from '../util/sqs-limits.ts';
import { PlatformError } from './platform-port.ts';

/** What becomes of a message that was not delivered. */
export type Settlement =
  | {
      readonly action: 'postpone';
      readonly delayMs: number;
      /** Attempts so far, this one included if it called the platform. */
      readonly attempts: number;
      readonly why: string;
    }
  | {
      readonly action: 'deadLetter';
      readonly reason: Reason;
      readonly attempts: number;
      readonly detail: string;
    }
  /** We do not understand it: the message stays where it is, and the queue's crash guard counts. */
  | { readonly action: 'crash'; readonly why: string };

/** One try to deliver a message, as far as its settlement depends on it. */
export interface Try {
  /** Attempts before this one. */
  readonly attempts: number;
  /** Whether this try called the platform: only that is an attempt. */
  readonly called: boolean;
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number;
  readonly now: number;
  /** How long a message is tried before it becomes a dead letter, in milliseconds. */
  readonly horizonMs: number;
  /** In [0, 1): spreads delays over their whole length (full jitter). */
  readonly random: number;
}

/** Decides what becomes of a message. Pure: clock and dice come in. */
export function settle(error: unknown, attempt: Try): Settlement {
  const attempts = attempt.attempts + (attempt.called ? 1 : 0);
  if (error instanceof RejectedError) {
    return { action: 'deadLetter', reason: error.reason, attempts, detail: error.message };
  }
  if (error instanceof PlatformError && error.verdict.kind === 'final') {
    return { action: 'deadLetter', reason: error.verdict.reason, attempts, detail: error.message };
  }
  if (!(error instanceof PlatformError) && !(error instanceof WaitError)) {
    return { action: 'crash', why: placeOf(error) };
  }

  const ageMs = attempt.now - attempt.firstSeenAt;
  if (ageMs >= attempt.horizonMs) return exhausted(error, attempts, ageMs);
  return {
    action: 'postpone',
    delayMs: delayFor(error, attempts, ageMs, attempt),
    attempts,
    why: error.message,
  };
}

function delayFor(
  error: PlatformError | WaitError,
  attempts: number,
  ageMs: number,
  { random, called }: Try,
): number {
  const asked = error instanceof WaitError ? error.retryAfterMs : retryAfterOf(error);
  return called ? retryDelayMs(attempts, random, asked) : waitDelayMs(ageMs, random, asked);
}

const retryAfterOf = ({ verdict }: PlatformError): number | undefined =>
  'retryAfterMs' in verdict ? verdict.retryAfterMs : undefined;

function exhausted(error: PlatformError | WaitError, attempts: number, ageMs: number): Settlement {
  const times = `${attempts} ${attempts === 1 ? 'time' : 'times'}`;
  return {
    action: 'deadLetter',
    reason: reasonOf(error),
    attempts,
    detail: `tried ${times} in ${(ageMs / 3_600_000).toFixed(1)} h; at last: ${error.message}`,
  };
}

function reasonOf(error: PlatformError | WaitError): Reason {
  if (error instanceof WaitError) return error.exhaustedAs ?? 'retries_exhausted';
  return error.verdict.kind === 'unauthorized' ? 'unauthorized' : 'retries_exhausted';
}

/** Where a bug struck: its class and the frames of its stack. Its text is left out, it can quote personal data. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = error.stack?.match(/^[ \t]+at .*/gm) ?? [];
  return [error.name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}

const BASE_MS = 2_000;

const LONGEST_MS = MAX_DELAY_SECONDS * 1_000;

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
