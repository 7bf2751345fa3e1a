import { describe, expect, it } from 'vitest';
import { demandOf, inOrder, type WaitingCall } from '../../src/rate-limit/waiting-line.ts';

const waiting = (kind: WaitingCall['kind']): WaitingCall => ({
  kind,
  grant: () => undefined,
  refuse: () => undefined,
});
const all = (['lowPriority', 'live', 'lowPriority', 'urgent', 'live', 'live'] as const).map(
  waiting,
);

describe('those who wait for one store', () => {
  it('ask for turns by their kind, and for what an attempt costs', () => {
    expect(demandOf(all, 2.4)).toEqual({
      urgent: 1,
      live: 3,
      lowPriority: 2,
      callsPerAttempt: 2.4,
    });
  });

  it('are served in the order in which they came, replays behind everybody else', () => {
    const served = inOrder(all);
    expect(served.map(({ kind }) => kind)).toEqual([
      'live',
      'urgent',
      'live',
      'live',
      'lowPriority',
      'lowPriority',
    ]);
    expect(served.map((each) => all.indexOf(each))).toEqual([1, 3, 4, 5, 0, 2]);
  });
});
