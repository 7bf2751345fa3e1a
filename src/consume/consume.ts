import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Settlement } from '../delivery/settle.ts';
import { createNewCustomers } from '../delivery/new-customers.ts';
import { prefetchBatch } from '../delivery/prefetch.ts';
import { WaitError } from '../event/errors.ts';
import { deadLetterCopy, postponedCopy } from '../message/copies.ts';
import { readMessage } from '../message/message.ts';
import type { Copy } from '../message/queue-port.ts';
import { attemptTogether } from './attempt-together.ts';
import { attemptMessage, LEAST_WORK_MS, settleTry } from './attempt.ts';
import type { Attempted, Untouched } from './attempted.ts';
import type { Batch, ConsumeDeps } from './deps.ts';
import { lazyFetchRecords } from './lazy-fetch.ts';
import { groupsByPerson, type MergeableRun, mergeableRunsOf } from './group-by-person.ts';
import { prepareMessage } from './prepare.ts';
import type { Prepared, ReadySignup } from './prepared.ts';
import { chooseWork } from './progress.ts';
import { recordKeys } from './records.ts';
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
      ? lazyFetchRecords({ ...deps, fetchExchange: deps.fetchExchange, limiters, remainingMs })
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

/**
 * Builds a queue handler whose parts may not open. Then it cannot read a message, and every message waits. Left on the
 * queue, they would use up their receives within half an hour.
 *
 * @param open rejects with `WaitError` while something is missing; called again for the next batch.
 */
export function createWaitingConsume(
  open: () => Promise<Consume>,
  deps: Pick<ConsumeDeps, 'queue' | 'report' | 'now' | 'random' | 'horizonMs'>,
): Consume {
  return async (event, context) => {
    let consume: Consume;
    try {
      consume = await open();
    } catch (error) {
      if (!(error instanceof WaitError)) throw error;
      const attempted = event.Records.map((record) => unread(record, error, deps));
      const kept = await settleBatch(attempted, deps);
      return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
    }
    return consume(event, context);
  };
}

/** Without the key of the hashes, no id of a message may be logged. */
function unread(
  record: SQSRecord,
  error: WaitError,
  deps: Pick<ConsumeDeps, 'now' | 'random' | 'horizonMs'>,
): Attempted {
  const now = deps.now();
  const message = readMessage(record, now);
  const settled = settleTry(error, message, false, deps);
  const settlement =
    settled.action === 'postpone'
      ? { ...settled, delayMs: Math.max(settled.delayMs, (message.notBefore ?? 0) - now) }
      : settled;
  const part = { part: { known: {}, error }, result: settlement, calls: [], durationMs: 0 };
  return { message, known: {}, parts: [part], settlement };
}

const readyIn = ({ parts }: Prepared): readonly ReadySignup[] =>
  parts.filter((part): part is ReadySignup => 'signup' in part);

/** Identifies its persons: contacts, and the ids of its source. */
const personKeysOf = (prepared: Prepared): readonly string[] => [
  ...recordKeys(prepared.parts),
  ...readyIn(prepared).flatMap(({ signup: { store, contacts, vendorId } }) => {
    const values = contacts.map(({ value }) => value);
    const names = vendorId ? values.concat(`${vendorId.source} ${vendorId.id}`) : values;
    return names.map((name) => `${store} ${name}`);
  }),
];

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
  const isWork = readyIn(alone).length > 0 || alone.parts.some((part) => 'record' in part);
  if (isLate && isWork) return [{ untouched: alone.message }];
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
  const settled = batch.flatMap((each) => ('untouched' in each ? [] : [settleOne(each, now())]));
  const attempted = settled.map(([each]) => each);
  const confirmed = await queue.send(settled.flatMap(([, copy]) => copy ?? []));
  const stays = attempted.filter(
    ({ message, settlement }) => settlement !== undefined && !confirmed.has(message.id),
  );
  for (const [each, copy] of settled) {
    const isUncounted = each.settlement?.action === 'postpone' && copy === undefined;
    const isStaying = stays.includes(each) && !isUncounted;
    const context = { message: each.message, now: now(), stays: isStaying, isUncounted };
    for (const part of each.parts) report(toReport(part, context));
  }
  const untouched = batch.flatMap((each) => ('untouched' in each ? [each.untouched.id] : []));
  return [...untouched, ...stays.map(({ message }) => message.id)];
}

/**
 * The queue keeps a message that has no room for a count of attempts, and counts its receives. At this one the message
 * becomes a dead letter: SQS would move it without a reason soon. `doctor` asks for at least as many.
 */
const LAST_RECEIVE = 5;

/** The copy of a message. Undefined where none is needed: the message is done, or SQS has to deliver it again. */
function settleOne(each: Attempted, now: number): readonly [Attempted, Copy | undefined] {
  const { message, known, settlement, progress } = each;
  if (settlement?.action === 'deadLetter') {
    return [each, deadLetterCopy(message, settlement, now, known)];
  }
  if (settlement?.action !== 'postpone') return [each, undefined];
  const copy = postponedCopy(message, settlement, now, known, progress);
  if (copy || message.receives < LAST_RECEIVE) return [each, copy];
  return settleOne(withoutWaiting(each, settlement), now);
}

/** A message that may wait no longer, and its parts that would have. */
function withoutWaiting(each: Attempted, settlement: Settlement): Attempted {
  const { body, receives } = each.message;
  const bytes = Buffer.byteLength(body).toLocaleString('en');
  const end = (one: Settlement): Settlement =>
    one.action === 'postpone'
      ? {
          action: 'deadLetter',
          reason: 'retries_exhausted',
          attempts: one.attempts,
          detail: `received ${receives} times; a body of ${bytes} bytes leaves no room for the count that more tries need; at last: ${one.why}`,
        }
      : one;
  return {
    ...each,
    settlement: end(settlement),
    parts: each.parts.map((part) =>
      'action' in part.result ? { ...part, result: end(part.result) } : part,
    ),
  };
}
