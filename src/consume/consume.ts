import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { groupsByPerson, mergeableRunsOf, type MergeableRun } from './group-by-person.ts';
import type { Limiters } from '../rate-limit/limiter-port.ts';
import { type PrefetchDeps, prefetchBatch } from '../delivery/prefetch.ts';
import { createNewCustomers } from '../delivery/new-customers.ts';
import { readMessage } from '../message/message.ts';
import {
  type AttemptDeps,
  type Attempted,
  attemptMessage,
  LEAST_WORK_MS,
  type Untouched,
} from './attempt.ts';
import { attemptTogether } from './attempt-together.ts';
import type { Batch } from './deps.ts';
import { prepareMessage, type PrepareDeps } from './prepare.ts';
import type { Prepared, ReadySignup } from './prepared.ts';
import { settleBatch, type SettleDeps } from './settle-batch.ts';

export type ConsumeDeps = PrepareDeps &
  PrefetchDeps &
  AttemptDeps &
  SettleDeps & {
    /** Opens the gates of all stores for one batch. */
    readonly openLimiters: () => Limiters;
    /** @param ms milliseconds. */
    readonly sleep: (ms: number) => Promise<unknown>;
  };

/** One batch of the queue in; the messages that must stay on the queue out. */
export type Consume = (
  event: SQSEvent,
  context: { readonly remainingMs: () => number },
) => Promise<SQSBatchResponse>;

/** Time kept for sending the copies, in milliseconds. */
const SETTLING_MS = 3_000;
/** No attempt goes on longer than this, in milliseconds, so that its leases outlast it. */
const MOST_WORK_MS = 45_000;

/**
 * Builds the queue handler. A message listed in `batchItemFailures` stays on the queue; Lambda deletes every other one.
 *
 * Messages of one person are delivered as one where that makes no difference, else one after the other, everybody else's
 * at the same time. A message is gone from the queue only after it was delivered, or after its copy was confirmed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createConsume(deps: ConsumeDeps): Consume {
  return async ({ Records }, context) => {
    const remainingMs = (): number => Math.min(MOST_WORK_MS, context.remainingMs() - SETTLING_MS);
    const limiters = deps.openLimiters();
    const prepared = await Promise.all(
      Records.map((record) => prepareMessage(readMessage(record, deps.now()), deps)),
    );
    const ready = prepared.flatMap(readyOf).map(({ signup }) => signup);
    const newCustomers = createNewCustomers(deps);
    const batch = {
      limiters,
      newCustomers,
      remainingMs,
      prefetch: await prefetchBatch(ready, deps),
    };
    const groups = groupsByPerson(prepared, contactKeysOf);
    const attempted = await Promise.all(groups.map((lane) => attemptGroup(lane, batch, deps)));
    const [kept] = await Promise.all([settleBatch(attempted.flat(), deps), limiters.close()]);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

const readyOf = ({ parts }: Prepared): readonly ReadySignup[] =>
  parts.filter((part): part is ReadySignup => 'signup' in part);

const contactKeysOf = (prepared: Prepared): readonly string[] =>
  readyOf(prepared).flatMap(({ signup }) =>
    signup.contacts.map(({ value }) => `${signup.store} ${value}`),
  );

/**
 * In the order of their facts; what there is no time for goes back untouched. What one of them took, the next one may
 * take, too: to be cut off costs all of them what they have settled.
 */
async function attemptGroup(
  lane: readonly Prepared[],
  batch: Batch,
  deps: AttemptDeps,
): Promise<readonly (Attempted | Untouched)[]> {
  const done: (Attempted | Untouched)[] = [];
  let longestMs = 0;
  for (const piece of mergeableRunsOf(lane.toSorted((a, b) => timeOf(a) - timeOf(b)))) {
    const startedAt = deps.now();
    const isLate = batch.remainingMs() < Math.max(LEAST_WORK_MS, longestMs);
    done.push(...(await attemptRun(piece, isLate, batch, deps)));
    longestMs = Math.max(longestMs, deps.now() - startedAt);
  }
  return done;
}

async function attemptRun(
  piece: MergeableRun,
  isLate: boolean,
  batch: Batch,
  deps: AttemptDeps,
): Promise<readonly (Attempted | Untouched)[]> {
  if ('together' in piece) {
    if (isLate) return piece.together.map(({ message }) => ({ untouched: message }));
    return attemptTogether(piece.together, batch, deps);
  }
  const { alone } = piece;
  if (isLate && readyOf(alone).length > 0) return [{ untouched: alone.message }];
  return [await attemptMessage(alone, batch, deps)];
}

const timeOf = (prepared: Prepared): number =>
  Math.min(...readyOf(prepared).map(({ signup }) => signup.time), Infinity);
