import { describe, expect, it } from 'vitest';
import { FIRST_COSTS } from '../../src/rate-limit/costs.ts';
import { demandOf, inOrder, type WaitingCall } from '../../src/rate-limit/waiting-line.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const waiting = (kind: WaitingCall['kind'], forMs: number): WaitingCall => ({
  kind,
  first: kind === 'live' ? 'read' : 'other',
  since: NOW - forMs,
  grant: () => undefined,
  refuse: () => undefined,
});
const all = [
  waiting('lowPriority', 900_000),
  waiting('live', 999),
  waiting('lowPriority', 950_000),
  waiting('urgent', 5_000),
  waiting('live', 60_000),
  waiting('live', 1_000),
];

describe('calls that wait for one store', () => {
  it('ask for slots by their kind and by their first call', () => {
    expect(demandOf(all, FIRST_COSTS, NOW)).toEqual({
      urgent: 1,
      live: ['read', 'read', 'read'],
      fresh: 1,
      lowPriority: ['other', 'other'],
      costs: FIRST_COSTS,
    });
  });

  it('are served in the order in which their signups wait, replays last', () => {
    expect(inOrder(all).map((each) => all.indexOf(each))).toEqual([4, 3, 5, 1, 2, 0]);
  });

  it('of the same age are served in the order of their arrival', () => {
    const same = Array.from({ length: 5 }, () => waiting('live', 0));
    expect(inOrder(same).map((each) => same.indexOf(each))).toEqual([0, 1, 2, 3, 4]);
  });
});
