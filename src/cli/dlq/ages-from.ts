import { openQueueClock } from '../../dead-letters/reading/queue-clock.ts';
import type { CommandContext } from '../command-context.ts';
import { openReading } from './open-letters.ts';
import type { SelectionOptions } from './selection-options.ts';

/**
 * The time from which ages such as `2h` count, in milliseconds since the epoch. It is the queue's time, because the local
 * clock may be wrong. Asks the queue only for such an age.
 *
 * @throws UsageError the URL of the queue is unknown. @throws WaitError the queue cannot be reached.
 */
export async function agesFrom(
  { since, until }: Pick<SelectionOptions, 'since' | 'until'>,
  context: Pick<CommandContext, 'terminal' | 'deployment'>,
): Promise<number> {
  const isAge = (text = ''): boolean => /^\d+[a-z]$/.test(text);
  if (!isAge(since) && !isAge(until)) return context.terminal.now();
  return (await openQueueClock(openReading(context))).now();
}
