import type { Outcome, Skipped } from '../delivery/job.ts';
import type { Settlement } from '../delivery/settle.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import { attemptMessage, settleTry } from './attempt.ts';
import type { Attempted, EarlierTry } from './attempted.ts';
import { deliverRun } from './deliver.ts';
import type { Batch } from './deps.ts';
import type { SignupMessage, SignupMessages } from './prepared.ts';

/** How a joint try ended for one message; undefined where the message has to be tried alone. */
type JointResult =
  | Outcome
  | Skipped
  | Extract<Settlement, { readonly action: 'postpone' }>
  | undefined;

/**
 * Tries to deliver several messages of one person as one. Never rejects.
 *
 * A joint try makes no dead letter, because another message may be the cause. Where it cannot succeed, or the error is
 * unknown, each message is tried alone, in order. Where it can succeed later, all messages are postponed.
 */
export async function attemptTogether(
  messages: SignupMessages,
  batch: Batch,
): Promise<readonly Attempted[]> {
  const startedAt = batch.now();
  const calls: CallRecord[] = [];
  const results = await tryTogether(messages, calls, batch);
  const durationMs = batch.now() - startedAt;
  const [first] = messages;
  const done: Attempted[] = [];
  for (const [at, each] of messages.entries()) {
    const result = results[at];
    const joint = jointOf(each, first, calls, result);
    const earlier = { calls: each === first ? calls : [], durationMs, ...joint };
    done.push(result ? attemptedOf(each, result, earlier) : await alone(each, earlier, batch));
  }
  return done;
}

async function tryTogether(
  messages: SignupMessages,
  calls: CallRecord[],
  batch: Batch,
): Promise<readonly JointResult[]> {
  try {
    return (await deliverRun(messages, calls, batch)) ?? [];
  } catch (error) {
    return messages.map(({ message }) => {
      const settlement = settleTry(error, message, calls.length > 0, batch);
      return settlement.action === 'postpone' ? settlement : undefined;
    });
  }
}

/** Only the first message reports the calls. */
function jointOf(
  each: SignupMessage,
  first: SignupMessage,
  calls: readonly CallRecord[],
  result: JointResult,
): Pick<EarlierTry, 'joint'> {
  if (each === first || calls.length === 0) return {};
  const isFailed = result === undefined || 'action' in result;
  return { joint: { callsOf: first.message.id, isFailed } };
}

function attemptedOf(
  { message, ready }: SignupMessage,
  result: NonNullable<JointResult>,
  joint: EarlierTry,
): Attempted {
  return {
    message,
    known: ready.known,
    parts: [{ part: ready, result, ...joint }],
    ...('action' in result && { settlement: result }),
  };
}

const alone = (
  { message, ready }: SignupMessage,
  earlier: EarlierTry,
  batch: Batch,
): Promise<Attempted> =>
  attemptMessage({ message, known: ready.known, parts: [ready] }, batch, earlier);
