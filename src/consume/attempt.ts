import type { Outcome, Skipped } from '../delivery/job.ts';
import { type FinalVerdict, settle, type Settlement } from '../delivery/settle.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import type { Message } from '../message/message.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { Attempted, AttemptedPart, EarlierTry, PartResult } from './attempted.ts';
import { deliverOne } from './deliver.ts';
import type { Batch } from './deps.ts';
import type { Part, Prepared, ReadySignup } from './prepared.ts';
import { MOST_WAITS, settleWork } from './progress.ts';
import { takeRecord } from './records.ts';
import { hasRefusals, isDeadLetter, refuseFirst } from './refuse-first.ts';

/**
 * The refusals wait this many times for a run of the function with as much time as the delivery took. Then any time
 * will do.
 */
const PATIENT_TRIES = 5;

/** So long a message with many signups may keep the other messages of its batch, in milliseconds. */
const SHARED_MS = 5_000;

/** Least time for starting an attempt, in milliseconds: one call of the longest kind has to fit. */
export const LEAST_WORK_MS = 3_000;

/**
 * Tries to deliver every part of one message, and decides how the message ends. Never rejects. Where the time ends before
 * the parts do, a later run goes on with the others.
 *
 * @param earlier the joint try that did not deliver this message.
 */
export async function attemptMessage(
  { message, known, parts, work }: Prepared,
  batch: Batch,
  earlier?: EarlierTry,
): Promise<Attempted> {
  const attempted: AttemptedPart[] = [];
  const mayGoOn = watchTime(batch);
  const alone = parts.length === 1 ? message.verdict : undefined;
  for (const part of parts) {
    if (work && attempted.length > 0 && !mayGoOn(attempted)) break;
    attempted.push(await attemptPart(part, { message, earlier, verdict: alone }, batch));
  }
  const results = attempted.map(({ result }) => result);
  const end = work && settleWork(work, results, message);
  if (end) return { message, known, parts: attempted, ...end };
  const settlement = combineResults(results);
  const { progress } = message;
  // A message that could not even be read goes on later where it stopped.
  const isUnread = work === undefined && settlement?.action === 'postpone';
  return {
    message,
    known,
    parts: attempted,
    ...(settlement && { settlement }),
    ...(isUnread && progress && { progress }),
  };
}

/** Decides whether a run has time for one more part. It is assumed to take as long as the slowest so far. */
function watchTime({
  now,
  remainingMs,
  isShared = false,
}: Pick<Batch, 'now' | 'remainingMs' | 'isShared'>): (done: readonly AttemptedPart[]) => boolean {
  const startedAt = now();
  let longestMs = 0;
  return (done) => {
    longestMs = Math.max(longestMs, done.at(-1)?.durationMs ?? 0);
    const last = done.slice(-MOST_WAITS).map(({ result }) => result);
    const waits = last.filter((one) => 'action' in one && one.action === 'postpone');
    return (
      waits.length < MOST_WAITS &&
      remainingMs() >= Math.max(LEAST_WORK_MS, longestMs) &&
      !(isShared && now() - startedAt >= SHARED_MS)
    );
  };
}

async function attemptPart(
  part: Part,
  {
    message,
    earlier,
    verdict,
  }: {
    readonly message: Message;
    readonly earlier: EarlierTry | undefined;
    readonly verdict: FinalVerdict | undefined;
  },
  batch: Batch,
): Promise<AttemptedPart> {
  const { now, remainingMs } = batch;
  const startedAt = now();
  const calls: CallRecord[] = [];
  const refuse = async (ready: ReadySignup): Promise<Outcome | Skipped> => {
    // It takes about as long as the delivery before it.
    const likelyMs = message.attempts < PATIENT_TRIES ? now() - startedAt : 0;
    if (remainingMs() < Math.max(LEAST_WORK_MS, likelyMs)) {
      throw new WaitError('the function has no time left to apply a refusal');
    }
    return deliverOne({ message, ready }, calls, batch);
  };
  const deliver = async (): Promise<PartResult> => {
    if ('error' in part) throw part.error;
    if (verdict && hasRefusals(part)) throw new RejectedError(verdict.reason, verdict.detail);
    if ('skipped' in part) return { outcome: 'skipped', why: part.skipped };
    if ('record' in part) return takeRecord(part, batch);
    if ('unfetched' in part) throw new WaitError(part.unfetched);
    if (earlier && remainingMs() < Math.max(LEAST_WORK_MS, earlier.durationMs)) {
      throw new WaitError('the function has no time left to deliver this signup alone');
    }
    return deliverOne({ message, ready: part }, calls, batch);
  };
  const { joint } = earlier ?? {};
  const all = (): readonly CallRecord[] => [...(earlier?.calls ?? []), ...calls];
  const settleAll = (error: unknown): Settlement =>
    settleTry(error, message, all().length > 0 || joint?.isFailed === true, batch);
  const whole = await deliver().catch(settleAll);
  const result = isDeadLetter(whole)
    ? withAttempts(
        await refuseFirst(part, whole, { deliver: refuse, settle: settleAll }),
        message,
        all().length > 0 || joint?.isFailed === true,
      )
    : whole;
  return { part, result, calls: all(), durationMs: now() - startedAt, ...(joint && { joint }) };
}

/** Calls of the refusals count as well. */
const withAttempts = (settlement: Settlement, { attempts }: Message, called: boolean): Settlement =>
  settlement.action === 'crash'
    ? settlement
    : { ...settlement, attempts: attempts + (called ? 1 : 0) };

/** Decides how a message ends after a failed try. @param called whether the try called the platform. */
export const settleTry = (
  error: unknown,
  { attempts, triesSince }: Message,
  called: boolean,
  { now, random, horizonMs }: Pick<Batch, 'now' | 'random' | 'horizonMs'>,
): Settlement =>
  settle(error, {
    attempts,
    called,
    firstSeenAt: triesSince,
    now: now(),
    horizonMs,
    random: random(),
  });

type Settled<A extends Settlement['action']> = Extract<Settlement, { readonly action: A }>;

/**
 * Decides how a message ends, from the results of its parts; `undefined` when all parts are done.
 *
 * While one part can still succeed, the whole message is tried again; delivered parts stay unchanged. Only then does a
 * part that can never succeed make a dead letter, so no part is given up early.
 */
export function combineResults(results: readonly PartResult[]): Settlement | undefined {
  const [crash] = settledBy('crash', results);
  if (crash) return crash;
  const postponed = settledBy('postpone', results);
  const [longest] = postponed.toSorted((a, b) => b.delayMs - a.delayMs);
  if (longest) {
    return { ...longest, attempts: Math.max(...postponed.map(({ attempts }) => attempts)) };
  }
  return combineDead(settledBy('deadLetter', results), results.length);
}

const settledBy = <A extends Settlement['action']>(
  action: A,
  results: readonly PartResult[],
): readonly Settled<A>[] =>
  results.filter((one): one is Settled<A> => 'action' in one && one.action === action);

function combineDead(
  dead: readonly Settled<'deadLetter'>[],
  all: number,
): Settled<'deadLetter'> | undefined {
  const [first] = dead;
  if (first === undefined || all === 1) return first;
  const attempts = Math.max(...dead.map((one) => one.attempts));
  return {
    ...first,
    attempts,
    detail: `${dead.length} of ${all} signups in this delivery: ${first.detail}`,
  };
}
