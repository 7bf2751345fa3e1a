import { WaitError } from '../errors.ts';
import { type Admission, admit } from './admit.ts';
import type { AttemptEnd, GatedStore, Pass } from './gate-port.ts';
import { type BatchSeen, recordBatch } from './record-batch.ts';
import type { PauseReason, StoreState, StoreStates } from './store-state.ts';

/** A store was paused, or works again. */
export interface StoreChange {
  readonly store: string;
  readonly change: 'paused' | 'resumed';
  readonly reason: PauseReason;
  /** When it is probed next, in milliseconds since the epoch; set on a pause. */
  readonly probeAt?: number;
}

export interface GateDeps {
  readonly states: StoreStates;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly reportStore: (change: StoreChange) => void;
}

/** What a function remembers of a store from batch to batch. */
export interface StoreMemory {
  callsPerAttempt: number;
  /** Turns that were reserved and not used yet. */
  credits: readonly { readonly start: number; readonly expires: number }[];
  /** The state as last written here; saves a read as long as nobody else writes. */
  state: StoreState | undefined;
  unrecorded: number;
}

/** What an attempt costs until it is known better. */
export const newMemory = (): StoreMemory => ({
  callsPerAttempt: 2,
  credits: [],
  state: undefined,
  unrecorded: 0,
});

interface Waiting {
  readonly kind: 'urgent' | 'live' | 'yielding';
  readonly grant: (start: number) => void;
  readonly refuse: (error: WaitError) => void;
}

export interface StoreGate {
  pass(store: GatedStore, yields: boolean): Pass;
  close(): Promise<void>;
}

/** Attempts of a batch reach their first call within this time of each other, in milliseconds. */
const GATHER_MS = 4;
const WRITE_TRIES = 12;
/** Weight of the latest attempt in what attempts cost. */
const LEARNING = 0.2;

/** The gate of one store for one batch: reserves turns for all who wait at once, with one write. */
export function createStoreGate(memory: StoreMemory, deps: GateDeps): StoreGate {
  const { now, sleep } = deps;
  let waiting: readonly Waiting[] = [];
  let latest: GatedStore | undefined;
  let stopped: WaitError | undefined;
  const seen: BatchSeen = { calls: memory.unrecorded, failures: 0, isProbe: false };

  const change = async <T extends { readonly state: StoreState }>(
    store: string,
    decide: (state: StoreState) => T,
  ): Promise<{ readonly before: StoreState; readonly decided: T }> => {
    for (let tries = 0; tries < WRITE_TRIES; tries++) {
      const before: StoreState = memory.state ?? (await deps.states.read(store));
      const decided = decide(before);
      const state = { ...decided.state, version: before.version + 1 };
      if (await deps.states.write(store, state, before.version)) {
        memory.state = state;
        return { before, decided };
      }
      memory.state = undefined;
      await sleep(deps.random() * 20 * (tries + 1));
    }
    throw new WaitError("the store's turns are contended");
  };

  const flush = async (store: GatedStore): Promise<void> => {
    await sleep(GATHER_MS);
    const all = waiting;
    waiting = [];
    const count = (kind: Waiting['kind']): number =>
      all.filter((each) => each.kind === kind).length;
    const demand = {
      urgent: count('urgent'),
      live: count('live'),
      yielding: count('yielding'),
      callsPerAttempt: memory.callsPerAttempt,
    };
    try {
      const { decided } = await change(store.name, (state) => admit(state, store, demand, now()));
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
    const expires = Math.min(...(memory.state?.buckets ?? []), Infinity);
    memory.credits = [...memory.credits, ...admission.starts.map((start) => ({ start, expires }))];
    const delays = [...admission.delaysMs];
    for (const each of all) {
      if (left[each.kind] > 0) {
        left[each.kind] -= 1;
        each.grant(takeCredit() ?? now());
      } else {
        each.refuse(
          refusal(admission.paused ?? (admission.isProbe ? 'probing' : undefined), delays.shift()),
        );
      }
    }
  };

  const takeCredit = (): number | undefined => {
    memory.credits = memory.credits.filter(({ expires }) => expires > now());
    const [first, ...others] = memory.credits.toSorted((a, b) => a.start - b.start);
    memory.credits = others;
    return first?.start;
  };

  const turn = async (store: GatedStore, kind: Waiting['kind']): Promise<void> => {
    if (stopped) throw stopped;
    const start =
      takeCredit() ??
      (await new Promise<number>((grant, refuse) => {
        waiting = [...waiting, { kind, grant, refuse }];
        if (waiting.length === 1) void flush(store);
      }));
    if (start > now()) await sleep(start - now());
    // Somebody may have learnt meanwhile that the store takes no calls.
    if (stopped) throw stopped;
  };

  return {
    pass(store, yields) {
      latest = store;
      let calls = 0;
      return {
        turn: () => turn(store, calls > 0 ? 'urgent' : yields ? 'yielding' : 'live'),
        saw: (failed) => {
          calls += 1;
          seen.calls += 1;
          if (failed) seen.failures += 1;
        },
        end: (how) => {
          if (calls > 0) memory.callsPerAttempt += LEARNING * (calls - memory.callsPerAttempt);
          learn(seen, how);
          if (seen.pause) {
            stopped ??= refusal(seen.pause, undefined);
            // Turns that were reserved before the pause must not let the next batch through.
            memory.credits = [];
          }
        },
      };
    },

    async close() {
      if (latest === undefined) return;
      const { name, tokenMark, limits } = latest;
      memory.unrecorded = seen.calls;
      if (!seen.pause && !seen.throttled && seen.failures === 0 && !seen.isProbe) return;
      const { before, decided } = await change(name, (state) => ({
        state: recordBatch(state, seen, { limits, tokenMark, now: now() }),
      }));
      memory.unrecorded = 0;
      reportChange(deps, name, before, { ...decided, isProbe: seen.isProbe });
    },
  };
}

function learn(seen: BatchSeen, how: AttemptEnd): void {
  if (how.kind === 'unauthorized' || how.kind === 'closed') seen.pause ??= how.kind;
  if (how.kind === 'throttled') seen.throttled = { retryAfterMs: how.retryAfterMs };
}

function refusal(
  paused: PauseReason | 'probing' | undefined,
  retryAfterMs: number | undefined,
): WaitError {
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (paused === undefined)
    return new WaitError("the store's rate limit has no turn soon", options);
  if (paused === 'unauthorized') {
    const text = 'the store is paused: it refuses our token; put a new one to its configuration';
    return new WaitError(text, { ...options, exhaustedAs: 'unauthorized' });
  }
  const why = { closed: 'it is closed', failing: 'most calls fail', probing: 'it is being probed' }[
    paused
  ];
  return new WaitError(`the store is paused: ${why}`, options);
}

/** A probe that failed is reported again: so the alarm lasts as long as the pause. */
function reportChange(
  { reportStore }: GateDeps,
  store: string,
  before: StoreState,
  { state, isProbe }: { readonly state: StoreState; readonly isProbe: boolean },
): void {
  if (state.pause && (!before.pause || isProbe)) {
    const { reason, probeAt } = state.pause;
    reportStore({ store, change: 'paused', reason, probeAt });
  }
  if (before.pause && !state.pause) {
    reportStore({ store, change: 'resumed', reason: before.pause.reason });
  }
}
