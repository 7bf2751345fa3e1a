import { byExpiry, isSelected, type Letter, type Selection, toLetter } from '../letter.ts';
import type { DeadLetter, DeadLetters, InHand } from '../ports.ts';

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

/** What was taken and neither removed nor put back yet. Renews the time in hand before half of it is over. */
class Hand {
  readonly #deadLetters: DeadLetters;
  readonly #now: () => number;
  readonly #seconds: number;
  readonly #held = new Map<string, InHand>();
  readonly #removed = new Set<string>();
  #renewedAt: number;

  /** @param seconds how long a letter stays in hand. */
  constructor({ deadLetters, now }: Pick<ReadDeps, 'deadLetters' | 'now'>, seconds: number) {
    this.#deadLetters = deadLetters;
    this.#now = now;
    this.#seconds = seconds;
    this.#renewedAt = now();
  }

  /** Takes once, or several times at once. @throws WaitError the queue cannot be reached. */
  async take(patiently: boolean, count: number): Promise<readonly DeadLetter[]> {
    await this.renew();
    const takes = Array.from({ length: count }, () =>
      this.#deadLetters.take(this.#seconds, patiently),
    );
    const taken = (await Promise.all(takes)).flat();
    for (const { messageId, receipt } of taken) this.#held.set(messageId, { messageId, receipt });
    // SQS may deliver a removed message once more.
    const undead = taken.filter(({ messageId }) => this.#removed.has(messageId));
    if (undead.length > 0) await this.remove(undead);
    return taken;
  }

  /** @returns the message ids of those that are gone for sure. */
  async remove(letters: readonly { readonly messageId: string }[]): Promise<ReadonlySet<string>> {
    const receipts = letters.flatMap(({ messageId }) => this.#held.get(messageId) ?? []);
    const gone = await this.#deadLetters.remove(receipts);
    for (const id of gone) {
      this.#held.delete(id);
      this.#removed.add(id);
    }
    return gone;
  }

  async renew(): Promise<void> {
    if (this.#held.size === 0 || this.#now() - this.#renewedAt < this.#seconds * 500) return;
    this.#renewedAt = this.#now();
    // What slips out of the hand comes back to the queue: late renewal loses nothing.
    await this.#deadLetters.keep([...this.#held.values()], this.#seconds).catch(() => undefined);
  }

  /** Never rejects. */
  async putBack(): Promise<void> {
    await this.#deadLetters.putBack([...this.#held.values()]).catch(() => undefined);
  }
}

/** What reading the dead-letter queue needs. */
export interface ReadDeps {
  readonly deadLetters: DeadLetters;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborted when the person wants to stop: what is half done is ended, then everything is put back. */
  readonly signal: AbortSignal;
}

/** The letters in hand, while nobody else can take them. */
export interface Hold {
  /** @returns the next letters, each once; `undefined` where no more can be seen, or somebody wants to stop. */
  next(): Promise<readonly Letter[] | undefined>;
  /** What has arrived since; one quick look. */
  look(): Promise<readonly Letter[]>;
  /** @returns the message ids of those that are gone for sure. */
  remove(letters: readonly Pick<Letter, 'messageId'>[]): Promise<ReadonlySet<string>>;
  /** To be called now and then by whoever works long without taking: keeps all in hand when half of the time is over. */
  renew(): Promise<void>;
  /** Whether every letter was seen that SQS had at the beginning; known when `next` has ended. */
  readonly isComplete: () => boolean;
  /** How many letters SQS said there are. */
  readonly expected: number;
}

/** So many takes in a row must find nothing. The later ones look everywhere. */
const EMPTY_TAKES = 2;

/** Takes that find nothing although SQS says that there is something: somebody else has it, or all that may be is taken. */
const MOST_EMPTY_TAKES = 6;

const EMPTY_PAUSE_MS = 200;

/** A queue of more letters than this is read by several takes at once. */
const LARGE = 200;

const TAKES_AT_ONCE = 4;

interface Parts {
  readonly hand: Hand;
  readonly expected: number;
  readonly retentionMs: number;
  readonly deps: ReadDeps;
}

/** One way through the whole queue, each letter once. */
class QueueReading implements Hold {
  readonly expected: number;
  readonly #parts: Parts;
  readonly #known = new Set<string>();
  #complete = false;

  constructor(parts: Parts) {
    this.expected = parts.expected;
    this.#parts = parts;
  }

  readonly isComplete = (): boolean => this.#complete;
  readonly remove: Hold['remove'] = (letters) => this.#parts.hand.remove(letters);
  readonly renew = (): Promise<void> => this.#parts.hand.renew();

  async look(): Promise<readonly Letter[]> {
    return this.#admit(await this.#take(false));
  }

  async next(): Promise<readonly Letter[] | undefined> {
    for (let empty = 0; !this.#parts.deps.signal.aborted;) {
      const taken = await this.#take(empty > 0);
      const fresh = this.#admit(taken);
      if (fresh.length > 0) return fresh;
      if (taken.length > 0) continue;
      empty += 1;
      if (await this.#isOver(empty)) return undefined;
    }
    return undefined;
  }

  #take(patiently: boolean): Promise<readonly DeadLetter[]> {
    const count = this.expected > LARGE && !patiently ? TAKES_AT_ONCE : 1;
    return this.#parts.hand.take(patiently, count);
  }

  /** @returns those that were not seen before. */
  #admit(taken: readonly DeadLetter[]): readonly Letter[] {
    const fresh = taken.filter(({ messageId }) => !this.#known.has(messageId));
    for (const { messageId } of fresh) this.#known.add(messageId);
    return fresh.map((letter) => toLetter(letter, this.#parts.retentionMs));
  }

  /** @param empty takes in a row that found nothing. */
  async #isOver(empty: number): Promise<boolean> {
    if (empty < EMPTY_TAKES) return false;
    const { deadLetters, sleep } = this.#parts.deps;
    const left = (await deadLetters.depth()).waiting;
    this.#complete = left === 0 || this.#known.size >= this.expected;
    if (this.#complete || empty >= MOST_EMPTY_TAKES) return true;
    await sleep(EMPTY_PAUSE_MS);
    return false;
  }
}

/** What was seen besides the selected letters. */
interface Seen {
  /** Letters in the queue, selected or not. */
  readonly total: number;
  /** Whether these were all. */
  readonly complete: boolean;
}

/**
 * Holds every letter of the queue while `use` looks at the selected ones, the ones that expire first in front. Puts all of
 * them back afterwards, also after an error or Ctrl-C. For few letters: each selected one is in memory with its body.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function readLetters<T>(
  selection: Selection,
  deps: ReadDeps,
  use: (letters: readonly Letter[], seen: Seen) => Promise<T>,
): Promise<T> {
  return holdLetters(deps, async (hold) => {
    let selected: readonly Letter[] = [];
    let total = 0;
    for (let next = await hold.next(); next; next = await hold.next()) {
      total += next.length;
      const more = next.filter((letter) => isSelected(letter, selection));
      selected = [...selected, ...more].toSorted(byExpiry).slice(0, selection.limit);
    }
    return use(selected, { total, complete: hold.isComplete() });
  });
}
