import { retryDelayMs, waitDelayMs } from '../../src/delivery/settle.ts';
import { WaitError } from '../../src/event/errors.ts';
import { createLeakyBuckets } from '../../src/local/sandbox/leaky-buckets.ts';
import type { FirstCall } from '../../src/rate-limit/costs.ts';
import type { Limiters } from '../../src/rate-limit/limiter-port.ts';
import { createLimiters } from '../../src/rate-limit/limiter.ts';
import type { Limit } from '../../src/rate-limit/slots.ts';
import { createVirtualTime, type VirtualTime } from '../simulation/world/virtual-time.ts';
import { createMemoryStates } from './memory-states.ts';

/** One signup as its limiter sees it. */
export interface CrowdSignup {
  readonly calls: number;
  /** @default 'other' */
  readonly first?: FirstCall;
  /** When it comes, in milliseconds after the first one. @default 0 */
  readonly afterMs?: number;
}

/** A crowd at one store. A quiet store beside it gets a signup every 2 s. */
export interface Crowd {
  readonly limits: readonly Limit[];
  readonly signups: readonly CrowdSignup[];
  /** How far the clock of each concurrent function is ahead, in milliseconds. @default six functions with equal clocks */
  readonly skewsMs?: readonly number[];
  /** Latency of the shops, in milliseconds. @default 200 */
  readonly latencyMs?: number;
  /** A call reaches the shop up to this late, in milliseconds. @default 10 */
  readonly jitterMs?: number;
  /** Whether all of it comes from a replay. @default false */
  readonly lowPriority?: boolean;
  readonly seed?: number;
}

/** What became of a crowd. */
export interface Drained {
  /** Least time for all calls, the burst at once, as a share of the time they took. */
  readonly share: number;
  /** Calls that the shop refused with 429. */
  readonly refused: number;
  /** Each signup once, in the order of delivery. Times in milliseconds. */
  readonly delivered: readonly {
    readonly index: number;
    readonly waitedMs: number;
    /** How often it went back to the queue. */
    readonly postponed: number;
  }[];
  /** How long the signups of the quiet store took at the median, in milliseconds. */
  readonly quietMs: number;
  /** Reservations of the crowd and of the quiet store. */
  readonly stateWrites: number;
}

interface Message {
  readonly store: 'crowd' | 'quiet';
  readonly index: number;
  readonly signup: CrowdSignup;
  readonly sentAt: number;
  attempts: number;
  postponed: number;
}

const QUIET_EVERY_MS = 2_000;
const QUIET_SIGNUP: CrowdSignup = { calls: 2, first: 'read' };
const MOST_IN_BATCH = 10;

/** A call to ledger or queue takes about this long, in milliseconds. */
const STEP_MS = 10;

const SIX_EQUAL_CLOCKS = [0, 0, 0, 0, 0, 0];

/**
 * Drains a crowd through the rate limiters of several functions, in virtual time. As with SQS and `consume`, delays are
 * whole seconds, a batch has ten messages, and postponed ones go back when their batch ends.
 */
export async function drainCrowd(crowd: Crowd): Promise<Drained> {
  const { limits, signups, skewsMs = SIX_EQUAL_CLOCKS, latencyMs = 200, jitterMs = 10 } = crowd;
  const { lowPriority = false, seed = 1 } = crowd;
  const time = createVirtualTime(Date.parse('2026-11-22T08:00:00Z'));
  const random = createDice(seed);
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      time.after(ms, resolve);
    });
  const step = (): Promise<void> => sleep(STEP_MS * (0.5 + random()));
  const states = createMemoryStates();
  const queue = createDelayQueue(time);
  const takes = () => createLeakyBuckets(() => limits, time.now);
  const shops = { crowd: takes(), quiet: takes() };
  const taken: number[] = [];
  const delivered: Drained['delivered'][number][] = [];
  const quiet: number[] = [];
  let refused = 0;

  const call = async ({ store }: Message): Promise<boolean> => {
    await sleep(jitterMs * random());
    const isTaken = shops[store]();
    if (!isTaken) refused += 1;
    else if (store === 'crowd') taken.push(time.now());
    await sleep(latencyMs);
    return isTaken;
  };

  /** @returns the delay after which it comes back; undefined when it is done. */
  const attempt = async (message: Message, limiters: Limiters): Promise<number | undefined> => {
    const { store, signup, sentAt } = message;
    const asking = { lowPriority: lowPriority && store === 'crowd', waitingSince: sentAt };
    const permit = limiters.permit({ name: store, limits, tokenMark: 'token' }, asking);
    let calls = 0;
    try {
      await step();
      while (calls < signup.calls) {
        await permit.waitForSlot(signup.first);
        calls += 1;
        const isTaken = await call(message);
        permit.saw(false);
        if (!isTaken) {
          permit.end({ kind: 'throttled' });
          return retryDelayMs((message.attempts += 1), random());
        }
      }
      await step();
      permit.end({ kind: 'other' });
      return undefined;
    } catch (error) {
      permit.end({ kind: 'other' });
      if (!(error instanceof WaitError)) throw error;
      return calls > 0
        ? retryDelayMs((message.attempts += 1), random(), error.retryAfterMs)
        : waitDelayMs(0, random(), error.retryAfterMs);
    }
  };

  const settle = (message: Message, delayMs: number | undefined): void => {
    const { store, index, sentAt, postponed } = message;
    if (delayMs !== undefined) {
      message.postponed += 1;
      queue.send(message, Math.min(900, Math.max(1, Math.ceil(delayMs / 1_000))));
    } else if (store === 'quiet') quiet.push(time.now() - sentAt);
    else delivered.push({ index, waitedMs: time.now() - sentAt, postponed });
  };

  const runFunction = async (skewMs: number): Promise<void> => {
    const openLimiters = createLimiters({
      states: {
        read: (name) => step().then(() => states.read(name)),
        write: (...args) => step().then(() => states.write(...args)),
      },
      now: () => Math.floor(time.now() + skewMs),
      sleep,
      random,
      reportStore: () => undefined,
    });
    while (delivered.length < signups.length) {
      const batch = await queue.receive(MOST_IN_BATCH);
      const limiters = openLimiters();
      const delays = await Promise.all(batch.map((message) => attempt(message, limiters)));
      await Promise.all([limiters.close(), step()]);
      for (const [at, message] of batch.entries()) settle(message, delays[at]);
    }
    queue.close();
  };

  const send = (store: Message['store'], index: number, signup: CrowdSignup): void =>
    queue.send({ store, index, signup, sentAt: time.now(), attempts: 0, postponed: 0 }, 0);
  for (const [index, signup] of signups.entries()) {
    const { afterMs = 0 } = signup;
    const sendIt = (): void => {
      send('crowd', index, signup);
    };
    if (afterMs > 0) time.after(afterMs, sendIt);
    else sendIt();
  }
  const sendQuiet = (index: number): void => {
    if (delivered.length === signups.length) return;
    send('quiet', index, QUIET_SIGNUP);
    time.after(QUIET_EVERY_MS, () => {
      sendQuiet(index + 1);
    });
  };
  sendQuiet(0);
  const all = Promise.all(skewsMs.map(runFunction));
  if (!(await time.run(Infinity))) throw new Error('the crowd was not drained');
  await all;
  return {
    share: leastMs(taken.length, limits) / (Math.max(...taken) - Math.min(...taken)),
    refused,
    delivered,
    quietMs: quiet.toSorted((a, b) => a - b)[Math.floor(quiet.length / 2)] ?? Number.NaN,
    stateWrites: states.writes(),
  };
}

const leastMs = (calls: number, limits: readonly Limit[]): number =>
  Math.max(...limits.map(({ perSecond, burst }) => ((calls - burst) / perSecond) * 1_000));

/**
 * Numbers in [0, 1) that are equal in every run.
 *
 * @see https://en.wikipedia.org/wiki/Linear_congruential_generator
 */
function createDice(seed: number): () => number {
  let last = seed;
  return () => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;
    return last / 2 ** 32;
  };
}

/** A queue whose delays are whole seconds. */
function createDelayQueue({ now, after }: VirtualTime) {
  const due = new Map<number, Message[]>();
  let ready: readonly Message[] = [];
  let idle: readonly (() => void)[] = [];
  const end = { isReached: false };
  const wake = (): void => {
    const [next, ...others] = idle;
    idle = others;
    next?.();
  };
  return {
    send(message: Message, delaySeconds: number): void {
      const at = now() + delaySeconds * 1_000;
      const sameTime = due.get(at);
      if (sameTime) {
        sameTime.push(message);
        return;
      }
      due.set(at, [message]);
      after(delaySeconds * 1_000, () => {
        ready = [...ready, ...(due.get(at) ?? [])];
        due.delete(at);
        wake();
      });
    },
    /** @returns an empty batch when the queue is closed. */
    async receive(most: number): Promise<readonly Message[]> {
      while (ready.length === 0 && !end.isReached) {
        await new Promise<void>((resolve) => {
          idle = [...idle, resolve];
        });
      }
      const batch = end.isReached ? [] : ready.slice(0, most);
      ready = ready.slice(batch.length);
      if (ready.length > 0) wake();
      return batch;
    },
    close(): void {
      end.isReached = true;
      for (const run of idle) run();
      idle = [];
    },
  };
}
