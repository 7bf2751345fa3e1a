import type { CallRecord } from '../telemetry/call-record.ts';
import type { Outcome } from '../delivery/job.ts';
import type { Settlement } from '../delivery/settle.ts';
import {
  type AttemptDeps,
  type Attempted,
  attemptMessage,
  type Before,
  settleTry,
} from './attempt.ts';
import type { Batch } from './deps.ts';
import { type Deliveries, type Delivery, deliverRun } from './deliver.ts';

/** What a joint try ended with for one message; absent where the message has to be tried alone. */
type Result = Outcome | Extract<Settlement, { readonly action: 'postpone' }> | undefined;

/**
 * Tries to deliver messages of one person as one. Never rejects.
 *
 * Nothing becomes a dead letter by that: what would end a message, or is not understood, may be another one's fault. So
 * each is then tried alone, one after the other. What can succeed later holds for all of them: each is postponed.
 */
export async function attemptTogether(
  deliveries: Deliveries,
  batch: Batch,
  deps: AttemptDeps,
): Promise<readonly Attempted[]> {
  const startedAt = deps.now();
  const calls: CallRecord[] = [];
  const results = await tryTogether(deliveries, { batch, calls }, deps);
  const durationMs = deps.now() - startedAt;
  const done: Attempted[] = [];
  for (const [at, delivery] of deliveries.entries()) {
    const result = results[at];
    const joint = jointOf(delivery, deliveries[0], calls, result);
    const before = { calls: delivery === deliveries[0] ? calls : [], durationMs, ...joint };
    done.push(
      result ? attemptedOf(delivery, result, before) : await alone(delivery, before, batch, deps),
    );
  }
  return done;
}

async function tryTogether(
  deliveries: Deliveries,
  { batch, calls }: { readonly batch: Batch; readonly calls: CallRecord[] },
  deps: AttemptDeps,
): Promise<readonly Result[]> {
  try {
    return (await deliverRun(deliveries, { batch, calls }, deps)) ?? [];
  } catch (error) {
    return deliveries.map(({ message }) => {
      const settlement = settleTry(error, message, calls.length > 0, deps);
      return settlement.action === 'postpone' ? settlement : undefined;
    });
  }
}

/** The calls are reported once: by the first message. */
function jointOf(
  delivery: Delivery,
  first: Delivery,
  calls: readonly CallRecord[],
  result: Result,
): Pick<Before, 'joint'> {
  if (delivery === first || calls.length === 0) return {};
  const isFailed = result === undefined || 'action' in result;
  return { joint: { callsOf: first.message.id, isFailed } };
}

function attemptedOf(
  { message, ready }: Delivery,
  result: NonNullable<Result>,
  how: Before,
): Attempted {
  return {
    message,
    known: ready.known,
    parts: [{ part: ready, result, ...how }],
    ...('action' in result && { settlement: result }),
  };
}

const alone = (
  { message, ready }: Delivery,
  before: Before,
  batch: Batch,
  deps: AttemptDeps,
): Promise<Attempted> =>
  attemptMessage({ message, known: ready.known, parts: [ready] }, batch, deps, before);
