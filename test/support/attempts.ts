import { WaitError } from '../../src/event/errors.ts';
import type { FirstCall } from '../../src/rate-limit/costs.ts';
import type { AttemptEnd, LimitedStore, Limiters } from '../../src/rate-limit/limiter-port.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** One attempt as its limiter sees it. */
export interface AttemptPlan {
  readonly calls?: number;
  /** Time from one call's start to the next one's, in milliseconds. */
  readonly latencyMs?: number;
  /** Time before the first call, in milliseconds. */
  readonly afterMs?: number;
  readonly lowPriority?: boolean;
  /** Milliseconds since the epoch. @default now */
  readonly waitingSince?: number;
  /** @default a read, if more calls follow */
  readonly first?: FirstCall;
  readonly fails?: boolean;
  /** How it ends when all its calls were made. */
  readonly end?: AttemptEnd;
}

export interface AttemptResult {
  /** When its calls started, in milliseconds since the epoch. */
  readonly calls: readonly number[];
  /** The limiter's refusal. */
  readonly refused?: WaitError;
}

/** Runs attempts at the same time, as one batch does. */
export const runAttempts = (
  limiters: Limiters,
  store: LimitedStore,
  plans: readonly AttemptPlan[],
  clock: Pick<VirtualClock, 'now' | 'sleep'>,
): Promise<readonly AttemptResult[]> =>
  Promise.all(plans.map((plan) => runAttempt(limiters, store, plan, clock)));

async function runAttempt(
  limiters: Limiters,
  store: LimitedStore,
  plan: AttemptPlan,
  { now, sleep }: Pick<VirtualClock, 'now' | 'sleep'>,
): Promise<AttemptResult> {
  const {
    calls: count = 2,
    latencyMs = 100,
    afterMs = 0,
    lowPriority = false,
    fails = false,
    first = count > 1 ? 'read' : 'other',
  } = plan;
  const asking = { lowPriority, waitingSince: plan.waitingSince ?? now() };
  const permit = limiters.permit(store, asking);
  const calls: number[] = [];
  try {
    await sleep(afterMs);
    while (calls.length < count) {
      await permit.waitForSlot(first);
      calls.push(now());
      await sleep(latencyMs);
      permit.saw(fails);
    }
    permit.end(plan.end ?? { kind: 'other' });
    return { calls };
  } catch (error) {
    permit.end({ kind: 'other' });
    if (error instanceof WaitError) return { calls, refused: error };
    throw error;
  }
}
