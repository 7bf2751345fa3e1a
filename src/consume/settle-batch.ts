import type { Copy, Queue } from '../message/queue-port.ts';
import type { Attempted, Untouched } from './attempt.ts';
import { deadLetterCopy, postponedCopy } from '../message/copies.ts';
import { type ReportAttempt, toReport } from './report.ts';

export interface SettleDeps {
  readonly queue: Queue;
  readonly report: ReportAttempt;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Sends the copies of what was not delivered and reports every attempt.
 *
 * @returns the ids of the messages that must stay on the queue: what was not started, what we did not understand,
 * and every original whose copy the queue did not confirm.
 */
export async function settleBatch(
  batch: readonly (Attempted | Untouched)[],
  { queue, report, now }: SettleDeps,
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

/** Undefined where there is nothing to copy: it was delivered, or SQS shall deliver the message again. */
function copyFor({ message, known, settlement }: Attempted, now: number): Copy | undefined {
  if (settlement?.action === 'deadLetter') return deadLetterCopy(message, settlement, now, known);
  if (settlement?.action === 'postpone') return postponedCopy(message, settlement, now, known);
  return undefined;
}
