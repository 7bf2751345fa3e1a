import { deadLetterCopy, postponedCopy } from '../message/copies.ts';
import type { Copy } from '../message/queue-port.ts';
import type { Attempted, Untouched } from './attempted.ts';
import type { ConsumeDeps } from './deps.ts';
import { toReport } from './report.ts';

/**
 * Sends the copies of undelivered messages and reports every attempt.
 *
 * @returns the ids of the messages that must stay on the queue: those not started, those that crashed, and those whose
 * copy the queue did not confirm.
 */
export async function settleBatch(
  batch: readonly (Attempted | Untouched)[],
  { queue, report, now }: Pick<ConsumeDeps, 'queue' | 'report' | 'now'>,
): Promise<readonly string[]> {
  const attempted = batch.filter((each): each is Attempted => !('untouched' in each));
  const confirmed = await queue.send(attempted.flatMap((each) => copyFor(each, now()) ?? []));
  const stays = attempted.filter(
    ({ message, settlement }) => settlement !== undefined && !confirmed.has(message.id),
  );
  for (const each of attempted) {
    const context = { message: each.message, now: now(), stays: stays.includes(each) };
    for (const part of each.parts) report(toReport(part, context));
  }
  const untouched = batch.flatMap((each) => ('untouched' in each ? [each.untouched.id] : []));
  return [...untouched, ...stays.map(({ message }) => message.id)];
}

/** Undefined where no copy is needed: the message is done, or SQS has to deliver it again. */
function copyFor({ message, known, settlement }: Attempted, now: number): Copy | undefined {
  if (settlement?.action === 'deadLetter') return deadLetterCopy(message, settlement, now, known);
  if (settlement?.action === 'postpone') return postponedCopy(message, settlement, now, known);
  return undefined;
}
