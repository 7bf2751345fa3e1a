import type { ReadDeps } from './hold.ts';

/** The queue's time: what is said about letters is ordered by it, whatever the clock of this machine shows. */
export interface QueueClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What was sent to the queue later than this has arrived since the clock was opened. */
  readonly openedBy: number;
}

/** The queue tells whole seconds. */
const SECOND_MS = 1_000;
/** A clock of ours that is no further away is right, as far as the answer of the queue can tell. */
const TOLERANCE_MS = 1_500;

/** Asks the queue for its time, once. Where it does not say, ours has to do. @throws WaitError it cannot be reached. */
export async function openQueueClock({
  deadLetters,
  now,
}: Pick<ReadDeps, 'deadLetters' | 'now'>): Promise<QueueClock> {
  const { at } = await deadLetters.depth();
  const ours = now();
  if (at === undefined) return { now, openedBy: ours };
  const offsetMs = at + SECOND_MS / 2 - ours;
  const isRight = Math.abs(offsetMs) <= TOLERANCE_MS;
  return { now: isRight ? now : () => now() + offsetMs, openedBy: at + SECOND_MS };
}
