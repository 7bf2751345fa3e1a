import type { CallRecord } from '../call-record.ts';
import type { Outcome } from '../relay/job.ts';
import { type Settlement, settle } from '../relay/settle.ts';
import { combineResults, type Skipped } from './combine-results.ts';
import { type Batch, type DeliverDeps, deliverSignup } from './deliver-signup.ts';
import type { Message } from './message.ts';
import type { Known, Part, Prepared } from './prepared.ts';

export interface AttemptDeps extends DeliverDeps {
  /** In [0, 1). */
  readonly random: () => number;
  /** How long a message is tried before it becomes a dead letter, in milliseconds. */
  readonly horizonMs: number;
}

/** One signup after its attempt, and all that its report needs. */
export interface AttemptedPart {
  readonly part: Part;
  readonly result: Outcome | Skipped | Settlement;
  readonly calls: readonly CallRecord[];
  readonly durationMs: number;
}

/** A message after its attempt. */
export interface Attempted {
  readonly message: Message;
  readonly known: Known;
  readonly parts: readonly AttemptedPart[];
  /** What becomes of the message; absent when all of it is done. */
  readonly settlement?: Settlement;
}

/** A message that was not started: it goes back as it is. */
export interface Untouched {
  readonly untouched: Message;
}

/** Tries to deliver what is in one message and decides what becomes of it. Never rejects. */
export async function attemptMessage(
  { message, known, parts }: Prepared,
  batch: Batch,
  deps: AttemptDeps,
): Promise<Attempted> {
  const attempted: AttemptedPart[] = [];
  for (const part of parts) attempted.push(await attemptPart(part, message, batch, deps));
  const settlement = combineResults(attempted.map(({ result }) => result));
  return { message, known, parts: attempted, ...(settlement && { settlement }) };
}

async function attemptPart(
  part: Part,
  message: Message,
  batch: Batch,
  deps: AttemptDeps,
): Promise<AttemptedPart> {
  const startedAt = deps.now();
  const calls: CallRecord[] = [];
  const deliver = async (): Promise<AttemptedPart['result']> => {
    if ('error' in part) throw part.error;
    if ('skipped' in part) return { outcome: 'skipped', why: part.skipped };
    return deliverSignup(part, { message, batch, calls }, deps);
  };
  const result = await deliver().catch((error: unknown) =>
    settle(error, {
      attempts: message.attempts,
      called: calls.length > 0,
      firstSeenAt: message.triesSince,
      now: deps.now(),
      horizonMs: deps.horizonMs,
      random: deps.random(),
    }),
  );
  return { part, result, calls, durationMs: deps.now() - startedAt };
}
