import { openQueueClock } from '../../dead-letters/reading/queue-clock.ts';
import type { CommandContext } from '../command-context.ts';
import { openReading } from './open-letters.ts';
import type { SelectionOptions } from './selection-options.ts';

/**
 * When ages such as `2h` count from, in milliseconds since the epoch: by the queue's clock, which is only asked where
 * there is such an age.
 *
 * @throws UsageError it is not known where the queue is. @throws WaitError it cannot be reached.
 */
export async function agesFrom(
  { since, until }: Pick<SelectionOptions, 'since' | 'until'>,
  context: Pick<CommandContext, 'terminal' | 'deployment'>,
): Promise<number> {
  const isAge = (text = ''): boolean => /^\d+[a-z]$/.test(text);
  if (!isAge(since) && !isAge(until)) return context.terminal.now();
  return (await openQueueClock(openReading(context))).now();
}
