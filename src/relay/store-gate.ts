import { WaitError } from '../errors.ts';
import { type Admission, admit } from './admit.ts';
import { changeState } from './change-state.ts';
import type { AttemptEnd, GatedStore, Pass } from './gate-port.ts';
import { createGathering } from './gathering.ts';
import { type BatchSeen, recordBatch } from './record-batch.ts';
import { refusal } from './refusal.ts';
import {
  addCredits,
  learnCost,
  type StoreMemory,
  takeCredit,
  unrecordedAt,
} from './store-memory.ts';
import { changeOf, type StoreChange } from './store-change.ts';
import type { StoreState, StoreStates } from './store-state.ts';
import { demandOf, inOrder, type Waiting } from './waiting.ts';

export type { StoreChange } from './store-change.ts';

export interface GateDeps {
  readonly states: StoreStates;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly reportStore: (change: StoreChange) => void;
}

export interface StoreGate {
  pass(store: GatedStore, yields: boolean): Pass;
  close(): Promise<void>;
}

/** The gate of one store for one batch: reserves turns for all who wait at once, with one write. */
export function createStoreGate(memory: StoreMemory, deps: GateDeps): StoreGate {
  const { now, sleep } = deps;
  const gathering = createGathering(sleep);
  let waiting: readonly Waiting[] = [];
  let isReserving = false;
  let latest: GatedStore | undefined;
  let stopped: WaitError | undefined;
  const seen: BatchSeen = { calls: 0, earlierCalls: 0, failures: 0, isProbe: false };

  /** What a probe has left is not for others. */
  const mayUseCredit = (kind: Waiting['kind']): boolean =>
    kind === 'urgent' || memory.state?.pause === undefined;

  /** One write at a time: who comes meanwhile is in the next. */
  const reserveForAll = async (store: GatedStore): Promise<void> => {
    isReserving = true;
    while (waiting.length > 0) {
      await gathering.complete();
      waiting = waiting.filter(({ grant, kind }) => {
        if (!mayUseCredit(kind)) return true;
        const turn = takeCredit(memory, now());
        if (turn) grant(turn.start);
        return turn === undefined;
      });
      const all = waiting;
      waiting = [];
      if (all.length > 0) await reserveFor(all, store);
    }
    isReserving = false;
  };

  const reserveFor = async (all: readonly Waiting[], store: GatedStore): Promise<void> => {
    const demand = demandOf(all, memory.callsPerAttempt);
    const decide = (state: StoreState): Admission => admit(state, store, demand, now());
    try {
      const { decided } = await changeState(store.name, memory, decide, deps);
      seen.isProbe ||= decided.isProbe;
      settle(all, decided);
    } catch (error) {
      const why =
        error instanceof WaitError
          ? error
          : new WaitError('no turn could be taken', { cause: error });
      for (const each of all) each.refuse(why);
    }
  };

  const settle = (all: readonly Waiting[], admission: Admission): void => {
    const left = { urgent: admission.urgent, live: admission.live, yielding: admission.yielding };
    addCredits(memory, admission.turns);
    const delays = [...admission.delaysMs];
    for (const each of inOrder(all)) {
      left[each.kind] -= 1;
      if (left[each.kind] >= 0) each.grant(takeCredit(memory, now())?.start ?? now());
      else each.refuse(refusal(admission.paused, delays.shift()));
    }
  };

  const turn = async (store: GatedStore, kind: Waiting['kind']): Promise<void> => {
    if (stopped) throw stopped;
    const start =
      (mayUseCredit(kind) ? takeCredit(memory, now())?.start : undefined) ??
      (await new Promise<number>((grant, refuse) => {
        waiting = [...waiting, { kind, grant, refuse }];
        if (!isReserving) void reserveForAll(store);
      }));
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
      memory.unrecorded = { since: now(), calls: 0 };
      // They were reserved at the old pace, or before the pause.
      memory.credits = [];
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
