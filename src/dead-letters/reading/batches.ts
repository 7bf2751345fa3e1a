import { byExpiry, type DeadLetter } from '../letter.ts';
import type { ReadingSession } from './session.ts';

/** Limits of one batch in memory, bodies included. */
const MAX_LETTERS = 1_000;
const MAX_BYTES = 64 * 1_024 * 1_024;

/** The matching letters in batches, so that a large queue needs no more memory than a small one. */
export interface LetterBatches {
  /** @returns the next batch, those that expire first in front; `undefined` at the end. */
  next(): Promise<readonly DeadLetter[] | undefined>;
  /** Receives letters that have arrived since, if the batch has room. @returns how many. */
  poll(): Promise<number>;
}

/**
 * @param signal after an abort no batch follows, not even of letters that were read already.
 * @param matches called once for each letter; the bodies of other letters are dropped.
 * @param isOver whether no further letter can match.
 * @param onRead given the number of letters read so far, matching or not.
 */
export function openLetterBatches(
  session: ReadingSession,
  signal: AbortSignal,
  matches: (letter: DeadLetter) => boolean,
  isOver: () => boolean = () => false,
  onRead: (count: number) => void = () => undefined,
): LetterBatches {
  let buffer: DeadLetter[] = [];
  let bytes = 0;
  let read = 0;
  const keep = (letters: readonly DeadLetter[]): void => {
    for (const letter of letters.filter(matches)) {
      buffer.push(letter);
      bytes += letter.bytes;
    }
  };
  const hasRoom = (): boolean => buffer.length < MAX_LETTERS && bytes < MAX_BYTES;
  return {
    async next() {
      while (hasRoom() && !isOver()) {
        const letters = await session.next();
        if (letters === undefined) break;
        keep(letters);
        read += letters.length;
        onRead(read);
      }
      const batch = buffer.toSorted(byExpiry);
      buffer = [];
      bytes = 0;
      return batch.length > 0 && !signal.aborted ? batch : undefined;
    },
    async poll() {
      if (!hasRoom()) return 0;
      const letters = await session.poll();
      keep(letters);
      return letters.length;
    },
  };
}
