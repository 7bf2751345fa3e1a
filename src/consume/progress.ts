import type { Settlement } from '../delivery/settle.ts';
import { RejectedError } from '../event/errors.ts';
import type { Message } from '../message/message.ts';
import type { Found } from '../sources/source.ts';
import { MAX_MESSAGE_BYTES, ROOM_FOR_ATTRIBUTES } from '../util/sqs-limits.ts';
import type { Attempted, PartResult } from './attempted.ts';
import type { Work } from './prepared.ts';

/** `receive` stores none that is larger. Only a program that writes to the queue itself can send one. */
const MAX_DELIVERY_BYTES = MAX_MESSAGE_BYTES - ROOM_FOR_ATTRIBUTES;

/**
 * A delivery of several signups can need several runs. What the relay notes between two runs must fit beside its body:
 * otherwise each run would begin anew, and the last signups would never have their turn.
 *
 * @throws RejectedError `invalid_delivery`
 */
export function checkSize({ body }: Pick<Message, 'body'>, signups: number): void {
  const bytes = Buffer.byteLength(body);
  if (signups < 2 || bytes <= MAX_DELIVERY_BYTES) return;
  const most = MAX_DELIVERY_BYTES.toLocaleString('en');
  throw new RejectedError(
    'invalid_delivery',
    `the delivery has ${signups} signups in a message of ${bytes.toLocaleString('en')} bytes; with several signups a message may have ${most} bytes: send it in parts`,
  );
}

/** Signups that one run prepares: more than it can bring at a usual shop. */
const MOST_SIGNUPS = 100;

/** Records that one run fetches: the other messages of its batch wait meanwhile. */
const MOST_RECORDS = 20;

/** Entries that hold no signup cost no call, only a log line. */
const MOST_ENTRIES = 2_000;

/** Chooses the part of a message that one run works on. Where the mapping gives another number of entries, all begins anew. */
export function chooseWork(
  found: readonly Pick<Found, 'kind'>[],
  { progress, attempts }: Pick<Message, 'progress' | 'attempts'>,
): Work {
  const total = found.length;
  const anew = { total, todo: [...found.keys()], again: [], failed: [], attempts };
  const { todo, ...rest } = progress?.total === total ? progress : anew;
  let signups = 0;
  let records = 0;
  const end = todo.findIndex((place, at) => {
    const kind = found[place]?.kind;
    signups += kind === 'signup' || kind === 'tags' ? 1 : 0;
    records += kind === 'reference' ? 1 : 0;
    return signups > MOST_SIGNUPS || records > MOST_RECORDS || at >= MOST_ENTRIES;
  });
  const count = end === -1 ? todo.length : end;
  return { ...rest, now: todo.slice(0, count), later: todo.slice(count) };
}

/** All entries of a message in one run: for predictions. */
export const wholeWork = (found: readonly unknown[]): Work => ({
  total: found.length,
  now: [...found.keys()],
  later: [],
  again: [],
  failed: [],
  attempts: 0,
});

/** So many signups in a row that have to wait show that the shop takes none now. */
export const MOST_WAITS = 3;

/** Until the next signups of a message, in milliseconds: other messages come first. */
const NEXT_MS = 1_000;

type Action = Settlement['action'];
type Settled<A extends Action> = Extract<Settlement, { readonly action: A }>;

/**
 * Decides how a message ends that needs more than one run; `undefined` where this run tried all of it.
 *
 * First every signup is tried once; then those that had to wait, with one more attempt; a signup that can never succeed
 * makes a dead letter only when no other one is left.
 */
export function settleWork(
  work: Work,
  results: readonly PartResult[],
  { attempts: before }: Pick<Message, 'attempts'>,
): Pick<Attempted, 'settlement' | 'progress'> | undefined {
  const { total, later } = work;
  if (results.length === total) return undefined;
  const crashed = settledBy('crash', work, results);
  const waiting = settledBy('postpone', work, results);
  const dead = settledBy('deadLetter', work, results);
  const untried = [...work.now.slice(results.length), ...later];
  const again = [...work.again, ...waiting.places, ...crashed.places];
  const failed = [...work.failed, ...dead.places];
  const attempts = Math.max(
    work.attempts,
    ...[...waiting.all, ...dead.all].map((one) => one.attempts),
  );
  const next = { total, todo: [], again: [], failed: [], attempts };
  if (untried.length > 0) {
    const last = results.slice(-MOST_WAITS).filter((one) => isSettled('postpone', one));
    const delayMs = last.length === MOST_WAITS ? longestOf(last) : NEXT_MS;
    return {
      settlement: postponed(delayMs, before, waiting.all),
      progress: { ...next, todo: untried, again, failed },
    };
  }
  const [crash] = crashed.all;
  if (crash) return { settlement: crash };
  if (again.length > 0) {
    return {
      settlement: postponed(longestOf(waiting.all), attempts, waiting.all),
      progress: { ...next, todo: again, failed },
    };
  }
  const [first] = dead.all;
  if (first) {
    const detail = `${failed.length} of ${total} signups in this delivery: ${first.detail}`;
    return { settlement: { ...first, attempts, detail } };
  }
  // An earlier run saw why they fail. It is asked again, because a message carries no words.
  return failed.length > 0
    ? { settlement: postponed(NEXT_MS, attempts, []), progress: { ...next, todo: failed } }
    : {};
}

const isSettled = <A extends Action>(action: A, one: PartResult): one is Settled<A> =>
  'action' in one && one.action === action;

interface Places<A extends Action> {
  readonly all: readonly Settled<A>[];
  readonly places: readonly number[];
}

const settledBy = <A extends Action>(
  action: A,
  { now }: Work,
  results: readonly PartResult[],
): Places<A> => ({
  all: results.filter((one) => isSettled(action, one)),
  places: now.filter((_, at) => {
    const result = results[at];
    return result !== undefined && isSettled(action, result);
  }),
});

const longestOf = (waits: readonly Settled<'postpone'>[]): number =>
  Math.max(NEXT_MS, ...waits.map(({ delayMs }) => delayMs));

const postponed = (
  delayMs: number,
  attempts: number,
  [first]: readonly Settled<'postpone'>[],
): Settlement => ({
  action: 'postpone',
  delayMs,
  attempts,
  why: first?.why ?? 'a later run brings the other signups of this delivery',
});
