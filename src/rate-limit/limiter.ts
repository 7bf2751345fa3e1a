import type { WaitError } from '../event/errors.ts';
import { createGathering } from '../util/barrier.ts';
import { type BatchSeen, recordBatch } from './circuit-breaker.ts';
import type { AttemptEnd, GatedStore, Gates, Pass } from './limiter-port.ts';
import { learnCost, newMemory, startAnew, type StoreMemory, unrecordedAt } from './memory.ts';
import { changeOf, type StoreChange, type StoreState } from './state.ts';
import { changeState, type Hands } from './update-state.ts';
import { createLine, refusal, type Waiting } from './waiting-line.ts';

export type { StoreChange } from './state.ts';

interface GateDeps extends Hands {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly reportStore: (change: StoreChange) => void;
}

interface StoreGate {
  pass(store: GatedStore, yields: boolean): Pass;
  close(): Promise<void>;
}

/** Attempts of a batch reach their first call within this time of each other, in milliseconds. */
const FIRST_CALLS_MS = 20;

/** The gate of one store for one batch: gives turns, and tells the fleet what the batch saw of the store. */
export function createStoreGate(memory: StoreMemory, deps: GateDeps): StoreGate {
  const { now, sleep } = deps;
  const gathering = createGathering(sleep, FIRST_CALLS_MS);
  let latest: GatedStore | undefined;
  let stopped: WaitError | undefined;
  const seen: BatchSeen = { calls: 0, earlierCalls: 0, failures: 0, isProbe: false };
  const line = createLine(memory, {
    ...deps,
    gather: () => gathering.complete(),
    onProbe: () => (seen.isProbe = true),
  });

  const turn = async (store: GatedStore, kind: Waiting['kind']): Promise<void> => {
    if (stopped) throw stopped;
    const start = await line.join(store, kind);
    if (start > now()) await sleep(start - now());
    // Somebody may have learnt meanwhile that the store takes no calls.
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
    pass(store, yields) {
      latest = store;
      const arrive = gathering.expect();
      let calls = 0;
      return {
        turn: () => {
          const turned = turn(store, calls > 0 ? 'urgent' : yields ? 'yielding' : 'live');
          arrive();
          return turned;
        },
        saw: (failed) => {
          calls += 1;
          seen.calls += 1;
          if (failed) seen.failures += 1;
        },
        end: (how) => {
          arrive();
          learnCost(memory, calls);
          stop(how);
        },
      };
    },

    async close() {
      if (latest === undefined) return;
      const { name, tokenMark, limits } = latest;
      const { since, calls } = unrecordedAt(memory, now());
      if (!seen.pause && !seen.throttled && seen.failures === 0 && !seen.isProbe) {
        memory.unrecorded = { since, calls: calls + seen.calls };
        return;
      }
      startAnew(memory);
      const decide = (state: StoreState) => ({
        state: recordBatch(
          state,
          { ...seen, earlierCalls: calls },
          { limits, tokenMark, now: now() },
        ),
      });
      const { before, decided } = await changeState(name, memory, decide, deps);
      const changed = changeOf(name, before, decided.state);
      if (changed) deps.reportStore(changed);
    },
  };
}

/** Opens the gates for one batch after the other; what was learnt about a store stays in memory between them. */
export function createGates(deps: GateDeps): () => Gates {
  const memories = new Map<string, StoreMemory>();
  return () => {
    const gates = new Map<string, StoreGate>();
    const gateOf = ({ name }: GatedStore): StoreGate => {
      const memory = memories.get(name) ?? newMemory();
      const gate = gates.get(name) ?? createStoreGate(memory, deps);
      memories.set(name, memory);
      gates.set(name, gate);
      return gate;
    };
    return {
      pass: (store, yields) => gateOf(store).pass(store, yields),
      close: async () => {
        await Promise.allSettled([...gates.values()].map((gate) => gate.close()));
      },
    };
  };
}
