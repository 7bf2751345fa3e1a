import { WaitError } from '../../src/event/errors.ts';
import type { AttemptEnd, GatedStore, Gates } from '../../src/rate-limit/limiter-port.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** One attempt as its gate sees it. */
export interface AttemptPlan {
  readonly calls?: number;
  /** Time from one call's start to the next one's, in milliseconds. */
  readonly latencyMs?: number;
  /** Time before the first call, in milliseconds. */
  readonly afterMs?: number;
  readonly yields?: boolean;
  readonly fails?: boolean;
  /** How it ends when all its calls were made. */
  readonly end?: AttemptEnd;
}

export interface AttemptResult {
  /** When its calls started, in milliseconds since the epoch. */
  readonly calls: readonly number[];
  /** What the gate refused it with. */
  readonly refused?: WaitError;
}

/** Runs attempts at the same time, as one batch does. */
export const runAttempts = (
  gates: Gates,
  store: GatedStore,
  plans: readonly AttemptPlan[],
  clock: Pick<VirtualClock, 'now' | 'sleep'>,
): Promise<readonly AttemptResult[]> =>
  Promise.all(plans.map((plan) => runAttempt(gates, store, plan, clock)));

async function runAttempt(
  gates: Gates,
  store: GatedStore,
  plan: AttemptPlan,
  { now, sleep }: Pick<VirtualClock, 'now' | 'sleep'>,
): Promise<AttemptResult> {
  const { calls: count = 2, latencyMs = 100, afterMs = 0, yields = false, fails = false } = plan;
  const pass = gates.pass(store, yields);
  const calls: number[] = [];
  try {
    await sleep(afterMs);
    while (calls.length < count) {
      await pass.turn();
      calls.push(now());
      await sleep(latencyMs);
      pass.saw(fails);
    }
    pass.end(plan.end ?? { kind: 'other' });
    return { calls };
  } catch (error) {
    pass.end({ kind: 'other' });
    if (error instanceof WaitError) return { calls, refused: error };
    throw error;
  }
}
