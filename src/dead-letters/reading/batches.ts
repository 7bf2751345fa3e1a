import { byExpiry, type Letter } from '../letter.ts';
import type { Hold } from './hold.ts';

/** What is in memory with its body at one time. */
const MOST_LETTERS = 1_000;
const MOST_BYTES = 64 * 1_024 * 1_024;

/** The wanted letters, some at a time, so that a large queue needs no more memory than a small one. */
export interface LetterBatches {
  /** @returns the next wave, in front what SQS deletes first; `undefined` when there is none. */
  next(): Promise<readonly Letter[] | undefined>;
  /** Takes what has arrived since, as far as there is room. @returns how much it was. */
  look(): Promise<number>;
}

/**
 * @param signal once aborted, nothing more comes, not even what was taken already.
 * @param wants asked once for each letter that is seen; the bodies of the others are dropped.
 * @param isOver whether no more will be wanted.
 */
export function openLetterBatches(
  hold: Hold,
  signal: AbortSignal,
  wants: (letter: Letter) => boolean,
  isOver: () => boolean = () => false,
): LetterBatches {
  let buffer: Letter[] = [];
  let bytes = 0;
  const keep = (letters: readonly Letter[]): void => {
    for (const letter of letters.filter(wants)) {
      buffer.push(letter);
      bytes += letter.bytes;
    }
  };
  const hasRoom = (): boolean => buffer.length < MOST_LETTERS && bytes < MOST_BYTES;
  return {
    async next() {
      while (hasRoom() && !isOver()) {
        const letters = await hold.next();
        if (letters === undefined) break;
        keep(letters);
      }
      const wave = buffer.toSorted(byExpiry);
      buffer = [];
      bytes = 0;
      return wave.length > 0 && !signal.aborted ? wave : undefined;
    },
    async look() {
      if (!hasRoom()) return 0;
      const letters = await hold.look();
      keep(letters);
      return letters.length;
    },
  };
}
