import { describe, expect, it } from 'vitest';
import {
  accessTo,
  countCalls,
  isFailing,
  pauseStore,
  resumeStore,
} from '../../src/relay/breaker.ts';
import { NEW_STORE, type StoreState } from '../../src/relay/store-state.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const MINUTES = 60_000;
const paused = pauseStore(NEW_STORE, 'unauthorized', 'token-1', NOW);

describe('the breaker', () => {
  it('lets everybody through to a store that is not paused', () => {
    expect(accessTo(NEW_STORE, 'token-1', NOW)).toBe('yes');
  });

  it('lets nobody through to a paused store until 30 s have passed, then a probe', () => {
    expect(accessTo(paused, 'token-1', NOW + 29_999)).toEqual({ until: NOW + 30_000 });
    expect(accessTo(paused, 'token-1', NOW + 30_000)).toBe('probe');
  });

  it('lets one probe through: whoever takes it sets the time of the next', () => {
    const probed = pauseStore(paused, 'unauthorized', 'token-1', NOW + 30_000);
    expect(accessTo(probed, 'token-1', NOW + 30_001)).toEqual({ until: NOW + 90_000 });
  });

  it('probes ever more rarely, from 30 s to 15 minutes', () => {
    let state: StoreState = NEW_STORE;
    const gaps: number[] = [];
    for (let now = NOW; gaps.length < 8; now = state.pause?.probeAt ?? now) {
      state = pauseStore(state, 'closed', 'token-1', now);
      gaps.push((state.pause?.probeAt ?? now) - now);
    }
    expect(gaps).toEqual([30, 60, 120, 240, 480, 900, 900, 900].map((seconds) => seconds * 1_000));
  });

  it('probes a new token at once, and only where the old one was the reason', () => {
    expect(accessTo(paused, 'token-2', NOW + 1)).toBe('probe');
    const closed = pauseStore(NEW_STORE, 'closed', 'token-1', NOW);
    expect(accessTo(closed, 'token-2', NOW + 1)).toEqual({ until: NOW + 30_000 });
  });

  it('probes a new token once', () => {
    const probed = pauseStore(paused, 'unauthorized', 'token-2', NOW + 1);
    expect(accessTo(probed, 'token-2', NOW + 2)).toEqual({ until: NOW + 60_001 });
  });

  it('forgets the pause and its failures when the store works again', () => {
    const failing = countCalls(paused, { calls: 20, failures: 20 }, NOW);
    const resumed = resumeStore(failing);
    expect(resumed).toEqual(NEW_STORE);
    expect(accessTo(resumed, 'token-1', NOW)).toBe('yes');
  });
});

describe('a failing store', () => {
  it.each([
    [9, 9, false],
    [10, 5, false],
    [10, 6, true],
    [100, 50, false],
    [100, 51, true],
  ])('with %i calls, of which %i failed in a minute: %s', (calls, failures, expected) => {
    expect(isFailing(countCalls(NEW_STORE, { calls, failures }, NOW))).toBe(expected);
  });

  it('is judged by the calls of all batches in a minute, and by no others', () => {
    const first = countCalls(NEW_STORE, { calls: 5, failures: 5 }, NOW);
    const within = countCalls(first, { calls: 5, failures: 5 }, NOW + MINUTES - 1);
    const after = countCalls(first, { calls: 5, failures: 5 }, NOW + MINUTES);
    expect([within, after].map(isFailing)).toEqual([true, false]);
    expect(isFailing(NEW_STORE)).toBe(false);
  });
});
