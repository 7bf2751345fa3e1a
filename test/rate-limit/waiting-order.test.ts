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

describe('calls that wait for one store', () => {
  it('ask for slots by their kind and by the calls per attempt', () => {
    expect(demandOf(all, 2.4)).toEqual({
      urgent: 1,
      live: 3,
      lowPriority: 2,
      callsPerAttempt: 2.4,
    });
  });

  it('are served in the order of their arrival, replays last', () => {
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
