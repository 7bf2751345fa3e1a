import { letterCount } from './letter-count.ts';
import type { RouteContext } from './route-context.ts';
import type { Hands, JobEnd } from './jobs.ts';

/** Reads the whole dead-letter queue and puts everything back. What was seen of it halfway is not kept. */
export async function lookAgain(
  { letters, book, now }: Pick<RouteContext, 'letters' | 'book' | 'now'>,
  hands: Hands,
): Promise<JobEnd> {
  const seen = await letters.list(hands);
  if (hands.signal.aborted) return { text: 'Stopped. The list is the one from before.' };
  book.write(seen, now());
  const text = `${letterCount(seen.total)} in the queue.`;
  if (seen.complete) return { text };
  return { text: `${text} SQS counts more: look again in a moment.`, needsLook: true };
}
