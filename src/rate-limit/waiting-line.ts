import { WaitError } from '../event/errors.ts';
import { type Admission, admit, type Demand } from './admit.ts';
import type { LimitedStore } from './limiter-port.ts';
import { addSpareSlots, type StoreMemory, takeSpareSlot } from './memory.ts';
import type { PauseReason, StoreState } from './state.ts';
import { updateState, type StateDeps } from './update-state.ts';

interface WaitingLineDeps extends StateDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when everybody has come who is on the way. */
  readonly gather: () => Promise<void>;
  /** One of those who wait may find out whether the store is back. */
  readonly onProbe: () => void;
}

/** Those of one batch who wait for a turn at one store. */
export interface WaitingLine {
  /**
   * When the next call may start, in milliseconds since the epoch. A turn that is left over is used at once.
   *
   * @throws WaitError no turn soon, the store is paused, or the ledger cannot be reached.
   */
  join(store: LimitedStore, kind: Waiting['kind']): Promise<number>;
}

/** Reserves turns for all who wait at once, with one write. */
export function createWaitingLine(memory: StoreMemory, deps: WaitingLineDeps): WaitingLine {
  const { now } = deps;
  let waiting: readonly Waiting[] = [];
  let isReserving = false;

  /** What a probe has left is not for others. */
  const takeLeftOver = (kind: Waiting['kind']): number | undefined =>
    kind === 'urgent' || memory.state?.pause === undefined
      ? takeSpareSlot(memory, now())?.start
      : undefined;

  /** One write at a time: who comes meanwhile is in the next. */
  const reserveForAll = async (store: LimitedStore): Promise<void> => {
    isReserving = true;
    while (waiting.length > 0) {
      await deps.gather();
      const all = waiting.filter(({ grant, kind }) => {
        const start = takeLeftOver(kind);
        if (start !== undefined) grant(start);
        return start === undefined;
      });
      waiting = [];
      if (all.length > 0) await reserveFor(all, store);
    }
    isReserving = false;
  };

  const reserveFor = async (all: readonly Waiting[], store: LimitedStore): Promise<void> => {
    const demand = demandOf(all, memory.callsPerAttempt);
    const decide = (state: StoreState): Admission => admit(state, store, demand, now());
    try {
      const { decided } = await updateState(store.name, memory, decide, deps);
      if (decided.isProbe) deps.onProbe();
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
    addSpareSlots(memory, admission.slots);
    const delays = [...admission.delaysMs];
    for (const each of inOrder(all)) {
      left[each.kind] -= 1;
      if (left[each.kind] >= 0) each.grant(takeSpareSlot(memory, now())?.start ?? now());
      else each.refuse(refusal(admission.paused, delays.shift()));
    }
  };

  return {
    join: async (store, kind) =>
      takeLeftOver(kind) ??
      new Promise<number>((grant, refuse) => {
        waiting = [...waiting, { kind, grant, refuse }];
        if (!isReserving) void reserveForAll(store);
      }),
  };
}

/** What an attempt is told that may not call now. @param why absent: only the rate limit is in the way. */
export function refusal(
  why: PauseReason | 'throttled' | undefined,
  retryAfterMs: number | undefined,
): WaitError {
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new WaitError(TEXTS[why ?? 'limit'], {
    ...options,
    ...(why === 'unauthorized' && { exhaustedAs: 'unauthorized' }),
  });
}

const TEXTS = {
  limit: "the store's rate limit has no turn soon",
  throttled: 'the shop asked to be left alone for a while',
  unauthorized: 'the store is paused: it refuses our token; put a new one to its configuration',
  closed: 'the store is paused: it is closed',
  failing: 'the store is paused: most calls fail',
} as const;

/** A call that waits for its turn. */
export interface Waiting {
  readonly kind: 'urgent' | 'live' | 'yielding';
  readonly grant: (start: number) => void;
  readonly refuse: (error: WaitError) => void;
}

/** What all of them ask for. */
export function demandOf(all: readonly Waiting[], callsPerAttempt: number): Demand {
  const count = (kind: Waiting['kind']): number => all.filter((each) => each.kind === kind).length;
  return {
    urgent: count('urgent'),
    live: count('live'),
    yielding: count('yielding'),
    callsPerAttempt,
  };
}

/** Replays last: they come back behind the others, too. */
export const inOrder = (all: readonly Waiting[]): readonly Waiting[] => [
  ...all.filter(({ kind }) => kind !== 'yielding'),
  ...all.filter(({ kind }) => kind === 'yielding'),
];
