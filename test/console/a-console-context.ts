import type { ConsoleContext } from '../../src/console/console-context.ts';

/** A context with empty queues, no stores and no dead letters. */
export function aConsoleContext(changes: Partial<ConsoleContext> = {}): ConsoleContext {
  const none = { waiting: 0, inFlight: 0, delayed: 0 };
  let ids = 0;
  return {
    queueNames: { signups: 'signups', deadLetters: 'signups-dead', location: 'nowhere' },
    reasons: [],
    sampleQueues: async () => ({ at: 1, signups: none, deadLetters: none }),
    readHistory: async () => ({ state: 'none', why: 'there is none' }),
    readOutcomes: async (from, to) => ({ from, to, stores: [] }),
    listStores: async () => [],
    letters: {
      list: async () => ({ letters: [], total: 0, groups: [], complete: true }),
      open: async () => undefined,
      predict: async () => [],
      replay: async () => ({ text: 'replayed' }),
      discard: async () => ({ text: 'discarded' }),
      correct: async () => undefined,
    },
    now: () => 1_000,
    newId: () => `id-${(ids += 1)}`,
    ...changes,
  };
}
