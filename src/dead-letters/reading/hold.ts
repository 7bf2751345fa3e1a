import { Hand } from '../../letters/hand.ts';
import type { Hold } from '../../letters/hold.ts';
import { QueueReading } from '../../letters/queue-reading.ts';
import type { ReadDeps } from '../../letters/read-deps.ts';

export type { Hold } from '../../letters/hold.ts';

/** Time in hand for a small queue, and what each thousand of letters adds, in seconds. */
const HAND_SECONDS = 120;
const HAND_SECONDS_PER_1000 = 60;
const MOST_HAND_SECONDS = 3_600;

/**
 * Takes letters out of the queue, hands them over one by one, and puts back all that were not removed: at the end, after
 * an error, and when somebody stops.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function holdLetters<T>(deps: ReadDeps, use: (hold: Hold) => Promise<T>): Promise<T> {
  const { deadLetters } = deps;
  const [{ waiting }, retentionMs] = await Promise.all([
    deadLetters.depth(),
    deadLetters.retentionMs(),
  ]);
  const hand = new Hand(deps, handSecondsFor(waiting));
  try {
    return await use(new QueueReading({ hand, expected: waiting, retentionMs, deps }));
  } finally {
    await hand.putBack();
  }
}

const handSecondsFor = (letters: number): number =>
  Math.min(MOST_HAND_SECONDS, HAND_SECONDS + HAND_SECONDS_PER_1000 * Math.floor(letters / 1_000));
