import type { Outcome } from '../delivery/job.ts';
import { settle, type Settlement } from '../delivery/settle.ts';
import { WaitError } from '../event/errors.ts';
import type { Known, Message } from '../message/message.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import { combineResults, type Skipped } from './combine-results.ts';
import { deliverOne } from './deliver.ts';
import type { Batch, DeliverDeps } from './deps.ts';
import type { Part, Prepared } from './prepared.ts';

export type AttemptDeps = DeliverDeps & SettleTryDeps;

/** A try together with other messages, whose calls another message reports. */
interface JointTry {
  /** The id of that message. */
  readonly callsOf: string;
  /** Whether it did not deliver this message: then it counts as a try of it. */
  readonly isFailed: boolean;
}

/** A try together with other messages that came before, and settled nothing. */
export interface Before {
  /** Its calls, where this message reports them. */
  readonly calls: readonly CallRecord[];
  readonly joint?: JointTry;
  /** What it took: to try this message alone is not begun with less time than that. In milliseconds. */
  readonly durationMs: number;
}

/** One signup after its attempt, and all that its report needs. */
export interface AttemptedPart {
  readonly part: Part;
  readonly result: Outcome | Skipped | Settlement;
  readonly calls: readonly CallRecord[];
  readonly durationMs: number;
  readonly joint?: JointTry;
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

interface Circumstances {
  readonly message: Message;
  readonly batch: Batch;
  readonly before: Before | undefined;
}

/** Tries to deliver what is in one message and decides what becomes of it. Never rejects. */
export async function attemptMessage(
  { message, known, parts }: Prepared,
  batch: Batch,
  deps: AttemptDeps,
  before?: Before,
): Promise<Attempted> {
  const attempted: AttemptedPart[] = [];
  for (const part of parts) {
    attempted.push(await attemptPart(part, { message, batch, before }, deps));
  }
  const settlement = combineResults(attempted.map(({ result }) => result));
  return { message, known, parts: attempted, ...(settlement && { settlement }) };
}

async function attemptPart(
  part: Part,
  { message, batch, before }: Circumstances,
  deps: AttemptDeps,
): Promise<AttemptedPart> {
  const startedAt = deps.now();
  const calls: CallRecord[] = [];
  const deliver = async (): Promise<AttemptedPart['result']> => {
    if ('error' in part) throw part.error;
    if ('skipped' in part) return { outcome: 'skipped', why: part.skipped };
    if (before && batch.remainingMs() < Math.max(LEAST_WORK_MS, before.durationMs)) {
      throw new WaitError('the function has no time left to deliver this signup alone');
    }
    return deliverOne(part, { message, batch, calls }, deps);
  };
  const { joint } = before ?? {};
  const all = (): readonly CallRecord[] => [...(before?.calls ?? []), ...calls];
  const result = await deliver().catch((error: unknown) =>
    settleTry(error, message, all().length > 0 || joint?.isFailed === true, deps),
  );
  const durationMs = deps.now() - startedAt;
  return { part, result, calls: all(), durationMs, ...(joint && { joint }) };
}

/** No attempt is begun with less time than this, in milliseconds: one call of the longest kind has to fit. */
export const LEAST_WORK_MS = 3_000;

interface SettleTryDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** How long a message is tried before it becomes a dead letter, in milliseconds. */
  readonly horizonMs: number;
}

/** What becomes of a message whose try ended with this error. @param called whether the try called the platform. */
export const settleTry = (
  error: unknown,
  { attempts, triesSince }: Message,
  called: boolean,
  { now, random, horizonMs }: SettleTryDeps,
): Settlement =>
  settle(error, {
    attempts,
    called,
    firstSeenAt: triesSince,
    now: now(),
    horizonMs,
    random: random(),
  });
