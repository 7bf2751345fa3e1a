import { clock, letters } from '../format.ts';

/**
 * How many letters there are, and since when that is known.
 *
 * @param lookedAt milliseconds since the epoch; absent: nobody has looked yet.
 * @param complete whether all that SQS counts could be seen.
 */
export function sayLooked(total: number, lookedAt: number | undefined, complete: boolean): string {
  if (lookedAt === undefined) return 'Reading …';
  const text = `${letters(total)} as seen at ${clock(lookedAt)}. A look takes every letter in hand for a moment and puts it back.`;
  return complete ? text : `${text} SQS counts more than could be seen: look again in a moment.`;
}
