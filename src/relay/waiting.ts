import type { WaitError } from '../event/errors.ts';
import type { Demand } from '../rate-limit/admit.ts';

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
