import type { WaitError } from '../event/errors.ts';
import type { Store } from '../generated/types.ts';
import { createBarrier } from '../util/barrier.ts';
import { type FirstCall, learnCost } from './costs.ts';
import { type BatchSeen, recordBatch } from './circuit-breaker.ts';
import type { AttemptEnd, LimitedStore, LimiterDeps, Limiters } from './limiter-port.ts';
import { changeOf, type StoreState } from './state.ts';
import { updateState } from './update-state.ts';
import {
  createWaitingLine,
  dropReserved,
  newMemory,
  refusal,
  type StoreMemory,
  unrecordedAt,
  type Waiting,
} from './waiting-line.ts';

export type { StoreChange } from './state.ts';

/** The limiter of one store has the same calls as those of all. */
type Limiter = Limiters;

/** The attempts of a batch reach their first call within this time of each other, in milliseconds. */
const FIRST_CALLS_MS = 20;

/** The rate limiter of one store for one batch: grants slots, and records what the batch observed of the store. */
export function createLimiter(memory: StoreMemory, deps: LimiterDeps): Limiter {
  const { now, sleep } = deps;
  const barrier = createBarrier(sleep, FIRST_CALLS_MS);
  let latest: LimitedStore | undefined;
  let stopped: WaitError | undefined;
  const seen: BatchSeen = { calls: 0, earlierCalls: 0, failures: 0, isProbe: false };
  const waitingLine = createWaitingLine(memory, {
    ...deps,
    waitForOthers: () => barrier.complete(),
    onProbe: () => (seen.isProbe = true),
  });

  const waitForSlot = async (store: LimitedStore, call: Waiting): Promise<void> => {
    if (stopped) throw stopped;
    const start = await waitingLine.join(store, call);
    if (start > now()) await sleep(start - now());
    // Another attempt may have learnt meanwhile that the store takes no calls.
    if (stopped) throw stopped;
  };

  const stop = (how: AttemptEnd): void => {
    if (how.kind === 'unauthorized' || how.kind === 'closed') {
      seen.pause ??= how.kind;
      stopped ??= refusal(how.kind, undefined);
    } else if (how.kind === 'throttled') {
      seen.throttled = { retryAfterMs: how.retryAfterMs };
      if (how.retryAfterMs !== undefined) stopped ??= refusal('throttled', how.retryAfterMs);
    }
  };

  return {
    permit(store, { lowPriority, waitingSince }) {
      latest = store;
      const arrive = barrier.announce();
      let calls = 0;
      let first: FirstCall = 'other';
      return {
        waitForSlot: (call = 'other') => {
          if (calls === 0) first = call;
          const kind = calls > 0 ? 'urgent' : lowPriority ? 'lowPriority' : 'live';
          const granted = waitForSlot(store, { kind, first, since: waitingSince });
          arrive();
          return granted;
        },
        saw: (failed) => {
          calls += 1;
          seen.calls += 1;
          if (failed) seen.failures += 1;
        },
        end: (how) => {
          arrive();
          memory.costs = learnCost(memory.costs, first, calls);
          stop(how);
        },
      };
    },

    async close() {
      if (latest === undefined) return;
      const store = latest;
      const { since, calls } = unrecordedAt(memory, now());
      if (!seen.pause && !seen.throttled && seen.failures === 0 && !seen.isProbe) {
        memory.unrecorded = { since, calls: calls + seen.calls };
        return;
      }
      dropReserved(memory);
      const decide = (state: StoreState) => ({
        state: recordBatch(state, { ...seen, earlierCalls: calls }, store, now()),
      });
      const { before, decided } = await updateState(store.name, memory, decide, deps);
      const changed = changeOf(store.name, before, decided.state);
      if (changed) deps.reportStore(changed);
    },
  };
}

/**
 * Opens the rate limiters of one batch after the other. State that was learnt about a store stays in memory between
 * them.
 */
export function createLimiters(deps: LimiterDeps): () => Limiters {
  const memories = new Map<string, StoreMemory>();
  return () => {
    const limiters = new Map<string, Limiter>();
    const limiterOf = ({ name }: LimitedStore): Limiter => {
      const memory = memories.get(name) ?? newMemory();
      const limiter = limiters.get(name) ?? createLimiter(memory, deps);
      memories.set(name, memory);
      limiters.set(name, limiter);
      return limiter;
    };
    return {
      permit: (store, asking) => limiterOf(store).permit(store, asking),
      close: async () => {
        await Promise.allSettled([...limiters.values()].map((limiter) => limiter.close()));
      },
    };
  };
}

type Limits = NonNullable<Store['limits']>;

/**
 * The platforms' documented limits. A store's own `limits` replace them.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example
 * @see https://shoplazza.dev/reference/api-rate-limits
 */
const DOCUMENTED: Readonly<Record<Store['platform'], Limits>> = {
  shopline: [{ perSecond: 20, burst: 20 }],
  shoplazza: [
    { perSecond: 2, burst: 40 },
    { perSecond: 20, burst: 80 },
  ],
};

/** The leaky buckets of a store. Every call must fit into all of them. */
export const limitsOf = ({ platform, limits }: Store): Limits => limits ?? DOCUMENTED[platform];
