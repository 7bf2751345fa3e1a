import { byExpiry, isSelected, type DeadLetter, type Selection, toLetter } from '../letter.ts';
import type { DeadLetterMessage, DeadLetters } from '../ports.ts';
import { VisibilityLease } from './lease.ts';
import { type QueueClock, queueClockAt } from './queue-clock.ts';

/** Lease for a small queue, and the extra time for each 1,000 messages, in seconds. */
const LEASE_SECONDS = 120;
const LEASE_SECONDS_PER_1000 = 60;
const MAX_LEASE_SECONDS = 3_600;

/** What reading the dead-letter queue needs. */
export interface ReadDeps {
  readonly deadLetters: DeadLetters;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborted when the operator stops the command: the current step ends, then all messages are released. */
  readonly signal: AbortSignal;
}

/** One pass through the dead-letter queue. No other consumer receives the letters that it has read. */
export interface ReadingSession {
  /** The queue's time. */
  readonly clock: QueueClock;
  /** @returns the next letters, each once; `undefined` when no more can be read, or after an abort. */
  next(): Promise<readonly DeadLetter[] | undefined>;
  /** Receives once, without waiting. @returns letters that have arrived since. */
  poll(): Promise<readonly DeadLetter[]>;
  /** @returns the message ids whose removal SQS confirmed. */
  remove(letters: readonly Pick<DeadLetter, 'messageId'>[]): Promise<ReadonlySet<string>>;
  /** Call this regularly during long work without `next`: it renews the lease when half of it is over. */
  renew(): Promise<void>;
  /** Whether every letter was read that SQS counted at the beginning; known when `next` has ended. */
  readonly isComplete: () => boolean;
  /** How many letters SQS counted at the beginning. */
  readonly expected: number;
}

/**
 * Opens a reading session for `use`. Afterwards it releases every letter that was not removed, also after an error or an
 * abort.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function withReadingSession<T>(
  deps: ReadDeps,
  use: (session: ReadingSession) => Promise<T>,
): Promise<T> {
  const { deadLetters, now } = deps;
  const [{ waiting, at }, retentionMs] = await Promise.all([
    deadLetters.depth(),
    deadLetters.retentionMs(),
  ]);
  const clock = queueClockAt(at, now);
  const lease = new VisibilityLease(deadLetters, now, leaseSecondsFor(waiting));
  try {
    return await use(new QueueReading({ lease, expected: waiting, retentionMs, clock, deps }));
  } finally {
    await lease.release();
  }
}

const leaseSecondsFor = (letters: number): number =>
  Math.min(MAX_LEASE_SECONDS, LEASE_SECONDS + LEASE_SECONDS_PER_1000 * Math.floor(letters / 1_000));

/** End after this many empty receives in a row, the later ones by long polling, if SQS counts no message. */
const EMPTY_RECEIVES = 2;

/**
 * Give up after this many empty receives although SQS reports messages. They are in flight elsewhere, or the in-flight
 * limit is reached.
 */
const MAX_EMPTY_RECEIVES = 6;

const EMPTY_PAUSE_MS = 200;

/** A queue with more letters than this is read by parallel receives. */
const LARGE_QUEUE = 200;
const PARALLEL_RECEIVES = 4;

interface QueueReadingParts {
  readonly lease: VisibilityLease;
  readonly expected: number;
  readonly retentionMs: number;
  readonly clock: QueueClock;
  readonly deps: Pick<ReadDeps, 'deadLetters' | 'sleep' | 'signal'>;
}

class QueueReading implements ReadingSession {
  readonly expected: number;
  readonly clock: QueueClock;
  readonly #parts: QueueReadingParts;
  readonly #seen = new Set<string>();
  #complete = false;

  constructor(parts: QueueReadingParts) {
    this.expected = parts.expected;
    this.clock = parts.clock;
    this.#parts = parts;
  }

  readonly isComplete = (): boolean => this.#complete;
  readonly remove: ReadingSession['remove'] = (letters) => this.#parts.lease.remove(letters);
  readonly renew = (): Promise<void> => this.#parts.lease.renew();

  async poll(): Promise<readonly DeadLetter[]> {
    return this.#unseenOf(await this.#receive(false));
  }

  async next(): Promise<readonly DeadLetter[] | undefined> {
    for (let empty = 0; !this.#parts.deps.signal.aborted;) {
      const received = await this.#receive(empty > 0);
      const unseen = this.#unseenOf(received);
      if (unseen.length > 0) return unseen;
      if (received.length > 0) continue;
      empty += 1;
      if (await this.#isOver(empty)) return undefined;
    }
    return undefined;
  }

  #receive(longPoll: boolean): Promise<readonly DeadLetterMessage[]> {
    const count = this.expected > LARGE_QUEUE && !longPoll ? PARALLEL_RECEIVES : 1;
    return this.#parts.lease.receive(longPoll, count);
  }

  #unseenOf(received: readonly DeadLetterMessage[]): readonly DeadLetter[] {
    const unseen = received.filter(({ messageId }) => !this.#seen.has(messageId));
    for (const { messageId } of unseen) this.#seen.add(messageId);
    return unseen.map((message) => toLetter(message, this.#parts.retentionMs));
  }

  /** @param empty receives in a row that returned nothing. */
  async #isOver(empty: number): Promise<boolean> {
    if (empty < EMPTY_RECEIVES) return false;
    const { deadLetters, sleep } = this.#parts.deps;
    const left = (await deadLetters.depth()).waiting;
    this.#complete = left === 0 || this.#seen.size >= this.expected;
    if (this.#complete || empty >= MAX_EMPTY_RECEIVES) return true;
    await sleep(EMPTY_PAUSE_MS);
    return false;
  }
}

/** Counts of the messages that were read besides the selected letters. */
interface Seen {
  /** Letters in the queue, selected or not. */
  readonly total: number;
  /** Whether these were all. */
  readonly complete: boolean;
}

/**
 * Reads the whole queue and gives the selected letters to `use`, those that expire first in front. Releases all of them
 * afterwards, also after an error or an abort. For few letters: each selected one is in memory with its body.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function readLetters<T>(
  selection: Selection,
  deps: ReadDeps,
  use: (letters: readonly DeadLetter[], seen: Seen) => Promise<T>,
): Promise<T> {
  return withReadingSession(deps, async (session) => {
    let selected: readonly DeadLetter[] = [];
    let total = 0;
    for (let next = await session.next(); next; next = await session.next()) {
      total += next.length;
      const more = next.filter((letter) => isSelected(letter, selection));
      selected = [...selected, ...more].toSorted(byExpiry).slice(0, selection.limit);
    }
    return use(selected, { total, complete: session.isComplete() });
  });
}

/** Progress of a long operation. */
export interface LettersProgress {
  readonly phase: 'reading' | 'replaying' | 'waiting' | 'removing' | 'writing' | 'importing';
  readonly done: number;
  /** Where it is known. */
  readonly total?: number;
}

export type OnProgress = (progress: LettersProgress) => void;
