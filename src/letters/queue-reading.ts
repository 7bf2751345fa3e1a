import type { DeadLetter } from '../dead-letters/ports.ts';
import type { Hand } from './hand.ts';
import type { Hold } from './hold.ts';
import { type Letter, toLetter } from '../dead-letters/letter.ts';
import type { ReadDeps } from './read-deps.ts';

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
export class QueueReading implements Hold {
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
