import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { lanesOf } from './lanes.ts';
import type { Gates } from '../relay/gate-port.ts';
import { type GlanceDeps, takeGlance } from '../relay/glance.ts';
import { readMessage } from './message.ts';
import {
  attemptMessage,
  type AttemptDeps,
  type Attempted,
  type Untouched,
} from './attempt-message.ts';
import type { Batch } from './deliver-signup.ts';
import { prepareMessage, type PrepareDeps } from './prepare-message.ts';
import type { Prepared, ReadySignup } from './prepared.ts';
import { settleBatch, type SettleDeps } from './settle-batch.ts';

export type ConsumeDeps = PrepareDeps &
  GlanceDeps &
  AttemptDeps &
  SettleDeps & {
    /** Opens the gates of all stores for one batch. */
    readonly openGates: () => Gates;
  };

/** One batch of the queue in; the messages that must stay on the queue out. */
export type Consume = (
  event: SQSEvent,
  context: { readonly remainingMs: () => number },
) => Promise<SQSBatchResponse>;

/** Time kept for sending the copies, in milliseconds. */
const SETTLING_MS = 3_000;
/** A message is not started with less time than this, in milliseconds: one call of the longest kind has to fit. */
const LEAST_WORK_MS = 3_000;
/** No attempt goes on longer than this, in milliseconds, so that its leases outlast it. */
const MOST_WORK_MS = 45_000;

/**
 * Builds the queue handler. A message listed in `batchItemFailures` stays on the queue; Lambda deletes every other one.
 *
 * Messages of one person are delivered one after the other, everybody else's at the same time. A message is gone from
 * the queue only after it was delivered, or after its copy was confirmed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createConsume(deps: ConsumeDeps): Consume {
  return async ({ Records }, context) => {
    const remainingMs = (): number => Math.min(MOST_WORK_MS, context.remainingMs() - SETTLING_MS);
    const gates = deps.openGates();
    const prepared = await Promise.all(
      Records.map((record) => prepareMessage(readMessage(record, deps.now()), deps)),
    );
    const ready = prepared.flatMap(readyOf).map(({ signup }) => signup);
    const batch = { gates, remainingMs, glance: await takeGlance(ready, deps) };
    const lanes = lanesOf(prepared, contactKeysOf);
    const attempted = await Promise.all(lanes.map((lane) => runLane(lane, batch, deps)));
    const [kept] = await Promise.all([settleBatch(attempted.flat(), deps), gates.close()]);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

const readyOf = ({ parts }: Prepared): readonly ReadySignup[] =>
  parts.filter((part): part is ReadySignup => 'signup' in part);

const contactKeysOf = (prepared: Prepared): readonly string[] =>
  readyOf(prepared).flatMap(({ signup }) =>
    signup.contacts.map(({ value }) => `${signup.store} ${value}`),
  );

/** One after the other, in the order of their facts; what there is no time for goes back untouched. */
async function runLane(
  lane: readonly Prepared[],
  batch: Batch,
  deps: AttemptDeps,
): Promise<readonly (Attempted | Untouched)[]> {
  const done: (Attempted | Untouched)[] = [];
  for (const prepared of lane.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const enough = batch.remainingMs() >= LEAST_WORK_MS || readyOf(prepared).length === 0;
    done.push(
      enough ? await attemptMessage(prepared, batch, deps) : { untouched: prepared.message },
    );
  }
  return done;
}

const timeOf = (prepared: Prepared): number =>
  Math.min(...readyOf(prepared).map(({ signup }) => signup.time), Infinity);
