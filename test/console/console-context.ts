import type { ConsoleContext } from '../../src/console/console-context.ts';

/** A console's surroundings in which nothing has happened. */
export function someParts(changes: Partial<ConsoleContext> = {}): ConsoleContext {
  const none = { waiting: 0, inFlight: 0, delayed: 0 };
  let ids = 0;
  return {
    place: { signups: 'signups', deadLetters: 'signups-dead', where: 'nowhere' },
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
    },
    now: () => 1_000,
    newId: () => `id-${(ids += 1)}`,
    ...changes,
  };
}
