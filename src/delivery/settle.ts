import { counted } from '../util/counted.ts';
import { type Reason, RejectedError, WaitError } from '../event/errors.ts';
import { MAX_DELAY_SECONDS } from '../util/sqs-limits.ts';
import { PlatformError } from './platform-port.ts';

/** Why a signup can never be delivered as it is. */
export interface FinalVerdict {
  readonly reason: Reason;
  readonly detail: string;
}

/** How a message ends that was not delivered. */
export type Settlement =
  | {
      readonly action: 'postpone';
      readonly delayMs: number;
      /** Attempts so far; includes this one if it called the platform. */
      readonly attempts: number;
      readonly why: string;
      /** See `WaitError`. */
      readonly isMisconfigured?: true;
      /** Why the message cannot be delivered as a whole, if it waits only until its refusals are applied. */
      readonly verdict?: FinalVerdict;
    }
  | {
      readonly action: 'deadLetter';
      readonly reason: Reason;
      readonly attempts: number;
      readonly detail: string;
    }
  /** An unknown error: the message stays on the queue, and the queue's receive limit counts. */
  | { readonly action: 'crash'; readonly why: string };

/** The facts about one try that its settlement depends on. */
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

/** Decides how an undelivered message ends. Pure: time and randomness are arguments. */
export function settle(error: unknown, given: Try): Settlement {
  const called = given.called || (error instanceof WaitError && error.isAttempt);
  const attempt = { ...given, called };
  const attempts = attempt.attempts + (attempt.called ? 1 : 0);
  if (error instanceof RejectedError) {
    return { action: 'deadLetter', reason: error.reason, attempts, detail: error.message };
  }
  if (error instanceof PlatformError && error.verdict.kind === 'final') {
    return { action: 'deadLetter', reason: error.verdict.reason, attempts, detail: error.message };
  }
  if (!(error instanceof PlatformError) && !(error instanceof WaitError)) {
    return { action: 'crash', why: stackOf(error) };
  }

  const ageMs = attempt.now - attempt.firstSeenAt;
  if (ageMs >= attempt.horizonMs) return exhausted(error, attempts, ageMs);
  return {
    action: 'postpone',
    delayMs: delayFor(error, attempts, ageMs, attempt),
    attempts,
    why: error.message,
    ...(error instanceof WaitError && error.isMisconfigured && { isMisconfigured: true }),
  };
}

function delayFor(
  error: PlatformError | WaitError,
  attempts: number,
  ageMs: number,
  { random, called }: Try,
): number {
  const retryAfterMs = error instanceof WaitError ? error.retryAfterMs : retryAfterOf(error);
  return called
    ? retryDelayMs(attempts, random, retryAfterMs)
    : waitDelayMs(ageMs, random, retryAfterMs);
}

const retryAfterOf = ({ verdict }: PlatformError): number | undefined =>
  'retryAfterMs' in verdict ? verdict.retryAfterMs : undefined;

function exhausted(error: PlatformError | WaitError, attempts: number, ageMs: number): Settlement {
  return {
    action: 'deadLetter',
    reason: reasonOf(error),
    attempts,
    detail: `tried ${counted(attempts, 'time')} in ${(ageMs / 3_600_000).toFixed(1)} h; at last: ${error.message}`,
  };
}

function reasonOf(error: PlatformError | WaitError): Reason {
  if (error instanceof WaitError) return error.exhaustedAs ?? 'retries_exhausted';
  return error.verdict.kind === 'unauthorized' ? 'unauthorized' : 'retries_exhausted';
}

/** The class of an unknown error and the first frames of its stack. Its text may quote personal data, so it is left out. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = error.stack?.match(/^[ \t]+at .*/gm) ?? [];
  return [error.name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}

const BASE_MS = 2_000;

const LONGEST_MS = MAX_DELAY_SECONDS * 1_000;

/** A longer `Retry-After` of a platform is cut to this, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * Delay before the next attempt, in milliseconds: exponential with full jitter, from 2 s to 15 min. A `Retry-After` (up to
 * 1 h) gets a little jitter added, so that many messages do not return at once.
 *
 * @param attempts 1 after the first attempt. @param random in [0, 1).
 */
export function retryDelayMs(attempts: number, random: number, retryAfterMs?: number): number {
  const ceiling = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(Math.max(0, attempts - 1), 20));
  if (retryAfterMs === undefined) return random * ceiling;
  return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) + random * Math.min(ceiling, BASE_MS);
}

/**
 * Delay of a message that could not call yet, in milliseconds. Without a known time it depends on the message's age:
 * waiting counts no attempts, and older messages try less often.
 */
export function waitDelayMs(ageMs: number, random: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  return random * Math.min(LONGEST_MS, Math.max(BASE_MS, ageMs / 4));
}
