import type { DeadLetters } from '../ports.ts';

/** The queue's time. Ages of dead letters count by it, because the clock of an operator's machine may be wrong. */
export interface QueueClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Messages that SQS received later than this arrived after the clock was opened. */
  readonly openedBy: number;
}

/** SQS tells its time in whole seconds. */
const SECOND_MS = 1_000;
/** A smaller difference cannot be told from the rounding, so the local clock counts as right. */
const TOLERANCE_MS = 1_500;

/**
 * Asks the queue for its time, once.
 *
 * @param now the local clock, used when the answer has no time. @throws WaitError the queue cannot be reached.
 */
export async function openQueueClock({
  deadLetters,
  now,
}: {
  readonly deadLetters: Pick<DeadLetters, 'depth'>;
  readonly now: () => number;
}): Promise<QueueClock> {
  const { at } = await deadLetters.depth();
  return queueClockAt(at, now);
}

/** @param at the queue's time at this moment, to the second below. @param now the local clock. */
export function queueClockAt(at: number | undefined, now: () => number): QueueClock {
  const local = now();
  if (at === undefined) return { now, openedBy: local };
  const offsetMs = at + SECOND_MS / 2 - local;
  const isRight = Math.abs(offsetMs) <= TOLERANCE_MS;
  return { now: isRight ? now : () => now() + offsetMs, openedBy: at + SECOND_MS };
}
