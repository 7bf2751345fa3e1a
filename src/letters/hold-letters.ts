import type { DeadLetter, InHand } from '../relay/dead-letters-port.ts';
import { type Letter, toLetter } from './letter.ts';
import type { ReadDeps } from './read-deps.ts';

/** The letters in hand, while nobody else can take them. */
export interface Hold {
  /** @returns the next letters, each once; `undefined` where no more can be seen, or somebody wants to stop. */
  next(): Promise<readonly Letter[] | undefined>;
  /** What has arrived since; one quick look. */
  look(): Promise<readonly Letter[]>;
  /** @returns the message ids of those that are gone for sure. */
  remove(letters: readonly Pick<Letter, 'messageId'>[]): Promise<ReadonlySet<string>>;
  /** Whether every letter was seen that SQS had at the beginning; known when `next` has ended. */
  readonly isComplete: () => boolean;
  /** How many letters SQS said there are. */
  readonly expected: number;
}

/** Time in hand for a small queue, and what each thousand of letters adds, in seconds. */
const HAND_SECONDS = 120;
const HAND_SECONDS_PER_1000 = 60;
const MOST_HAND_SECONDS = 3_600;
/** So many takes in a row must find nothing. The later ones look everywhere. */
const EMPTY_TAKES = 2;
/** Takes that find nothing although SQS says that there is something: somebody else has it, or all that may be is taken. */
const MOST_EMPTY_TAKES = 6;
const EMPTY_PAUSE_MS = 200;
/** A queue of more letters than this is read by several takes at once. */
const LARGE = 200;
const TAKES_AT_ONCE = 4;

/**
 * Takes letters out of the queue, hands them over one by one, and puts back all that were not removed: at the end, after
 * an error, and when somebody stops. Renews the time in hand before half of it is over.
 */
export async function holdLetters<T>(deps: ReadDeps, use: (hold: Hold) => Promise<T>): Promise<T> {
  const { deadLetters, now, sleep, signal } = deps;
  const [{ waiting }, retentionMs] = await Promise.all([
    deadLetters.depth(),
    deadLetters.retentionMs(),
  ]);
  const handSeconds = Math.min(
    MOST_HAND_SECONDS,
    HAND_SECONDS + HAND_SECONDS_PER_1000 * Math.floor(waiting / 1_000),
  );
  const inHand = new Map<string, InHand>();
  const removed = new Set<string>();
  let seen = 0;
  let complete = false;
  let renewedAt = now();

  const renew = async (): Promise<void> => {
    if (inHand.size === 0 || now() - renewedAt < handSeconds * 500) return;
    renewedAt = now();
    // What slips out of the hand comes back to the queue: late renewal loses nothing.
    await deadLetters.keep([...inHand.values()], handSeconds).catch(() => undefined);
  };
  const remove: Hold['remove'] = async (letters) => {
    const receipts = letters.flatMap(({ messageId }) => inHand.get(messageId) ?? []);
    const gone = await deadLetters.remove(receipts);
    for (const id of gone) {
      inHand.delete(id);
      removed.add(id);
    }
    return gone;
  };
  const known = new Set<string>();
  const admit = async (taken: readonly DeadLetter[]): Promise<readonly Letter[]> => {
    const fresh = taken.filter(({ messageId }) => !known.has(messageId));
    for (const { messageId, receipt } of taken) {
      inHand.set(messageId, { messageId, receipt });
      known.add(messageId);
    }
    seen += fresh.length;
    // SQS may deliver a removed message once more.
    const undead = taken.filter(({ messageId }) => removed.has(messageId));
    if (undead.length > 0) await remove(undead);
    return fresh.map((letter) => toLetter(letter, retentionMs));
  };
  const take = async (patiently: boolean): Promise<readonly DeadLetter[]> => {
    await renew();
    const count = waiting > LARGE && !patiently ? TAKES_AT_ONCE : 1;
    const takes = Array.from({ length: count }, () => deadLetters.take(handSeconds, patiently));
    return (await Promise.all(takes)).flat();
  };
  const hold: Hold = {
    expected: waiting,
    isComplete: () => complete,
    remove,
    look: async () => admit(await take(false)),
    async next() {
      for (let empty = 0; !signal.aborted;) {
        const taken = await take(empty > 0);
        const fresh = await admit(taken);
        if (fresh.length > 0) return fresh;
        if (taken.length > 0) continue;
        empty += 1;
        if (empty < EMPTY_TAKES) continue;
        const left = (await deadLetters.depth()).waiting;
        complete = left === 0 || seen >= waiting;
        if (complete || empty >= MOST_EMPTY_TAKES) return undefined;
        await sleep(EMPTY_PAUSE_MS);
      }
      return undefined;
    },
  };
  try {
    return await use(hold);
  } finally {
    await deadLetters.putBack([...inHand.values()]).catch(() => undefined);
  }
}
