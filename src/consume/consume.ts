import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createNewCustomers } from '../delivery/new-customers.ts';
import { prefetchBatch } from '../delivery/prefetch.ts';
import { deadLetterCopy, postponedCopy } from '../message/copies.ts';
import { readMessage } from '../message/message.ts';
import type { Copy } from '../message/queue-port.ts';
import { attemptTogether } from './attempt-together.ts';
import { attemptMessage, LEAST_WORK_MS } from './attempt.ts';
import type { Attempted, Untouched } from './attempted.ts';
import type { Batch, ConsumeDeps } from './deps.ts';
import { createFetchRecords } from './fetch-records.ts';
import { groupsByPerson, type MergeableRun, mergeableRunsOf } from './group-by-person.ts';
import { prepareMessage } from './prepare.ts';
import type { Prepared, ReadySignup } from './prepared.ts';
import { chooseWork } from './progress.ts';
import { toReport } from './report.ts';

/** Takes one batch of the queue. @returns the messages that must stay on the queue. */
export type Consume = (
  event: SQSEvent,
  context: { readonly remainingMs: () => number },
) => Promise<SQSBatchResponse>;

/** Time kept for sending the copies, in milliseconds. */
const SETTLING_MS = 3_000;

/** The longest attempt, in milliseconds. Leases last longer. */
const MOST_WORK_MS = 45_000;

/**
 * Builds the queue handler. A message listed in `batchItemFailures` stays on the queue; Lambda deletes every other one.
 *
 * Messages of one person are delivered as one where the result is the same, else one after the other. Different persons
 * run in parallel. A message leaves the queue only after its delivery, or after the queue confirmed its copy.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createConsume(deps: ConsumeDeps): Consume {
  return async ({ Records }, context) => {
    const remainingMs = (): number => Math.min(MOST_WORK_MS, context.remainingMs() - SETTLING_MS);
    const limiters = deps.openLimiters();
    const fetchRecords = deps.fetchExchange
      ? createFetchRecords({ ...deps, fetchExchange: deps.fetchExchange, limiters, remainingMs })
      : undefined;
    const reading = { ...deps, ...(fetchRecords && { fetchRecords }) };
    const prepared = await Promise.all(
      Records.map((record) => prepareMessage(readMessage(record, deps.now()), reading, chooseWork)),
    );
    const signups = prepared.flatMap(readyIn).map(({ signup }) => signup);
    const newCustomers = createNewCustomers(deps);
    const prefetch = await prefetchBatch(signups, deps);
    const isShared = prepared.length > 1;
    const batch: Batch = { ...deps, limiters, newCustomers, remainingMs, prefetch, isShared };
    const groups = groupsByPerson(prepared, personKeysOf);
    const attempted = await Promise.all(groups.map((group) => attemptGroup(group, batch)));
    const [kept] = await Promise.all([settleBatch(attempted.flat(), deps), limiters.close()]);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

const readyIn = ({ parts }: Prepared): readonly ReadySignup[] =>
  parts.filter((part): part is ReadySignup => 'signup' in part);

/** Identifies its persons: contacts, and the ids of its source. */
const personKeysOf = (prepared: Prepared): readonly string[] =>
  readyIn(prepared).flatMap(({ signup: { store, contacts, vendorId } }) => {
    const values = contacts.map(({ value }) => value);
    const names = vendorId ? values.concat(`${vendorId.source} ${vendorId.id}`) : values;
    return names.map((name) => `${store} ${name}`);
  });

/**
 * Attempts the messages of one person in the order of their facts. Those for which no time is left stay untouched. The
 * next message is assumed to take as long as the slowest so far. A timeout would lose every settlement of the batch.
 */
async function attemptGroup(
  group: readonly Prepared[],
  batch: Batch,
): Promise<readonly (Attempted | Untouched)[]> {
  const { now, remainingMs } = batch;
  const done: (Attempted | Untouched)[] = [];
  let longestMs = 0;
  for (const run of mergeableRunsOf(group.toSorted(byTurn))) {
    const startedAt = now();
    const isLate = remainingMs() < Math.max(LEAST_WORK_MS, longestMs);
    done.push(...(await attemptRun(run, isLate, batch)));
    longestMs = Math.max(longestMs, now() - startedAt);
  }
  return done;
}

async function attemptRun(
  run: MergeableRun,
  isLate: boolean,
  batch: Batch,
): Promise<readonly (Attempted | Untouched)[]> {
  if ('together' in run) {
    if (isLate) return run.together.map(({ message }) => ({ untouched: message }));
    return attemptTogether(run.together, batch);
  }
  const { alone } = run;
  if (isLate && readyIn(alone).length > 0) return [{ untouched: alone.message }];
  return [await attemptMessage(alone, batch)];
}

/** A message with many signups goes last: the others must not wait for it. */
const byTurn = (a: Prepared, b: Prepared): number =>
  Number(isLong(a)) - Number(isLong(b)) || timeOf(a) - timeOf(b);

const isLong = ({ parts, work }: Prepared): boolean => work !== undefined && parts.length > 10;

const timeOf = (prepared: Prepared): number =>
  Math.min(...readyIn(prepared).map(({ signup }) => signup.time), Infinity);

/**
 * Sends the copies of undelivered messages and reports every attempt.
 *
 * @returns the ids of the messages that must stay on the queue. They were not started, they crashed, or the queue did
 * not confirm their copy.
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
function copyFor(
  { message, known, settlement, progress }: Attempted,
  now: number,
): Copy | undefined {
  if (settlement?.action === 'deadLetter') return deadLetterCopy(message, settlement, now, known);
  if (settlement?.action === 'postpone') {
    return postponedCopy(message, settlement, now, known, progress);
  }
  return undefined;
}
