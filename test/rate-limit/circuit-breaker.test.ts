import { describe, expect, it } from 'vitest';
import {
  countCalls,
  isFailing,
  mayProbe,
  pauseStore,
  resumeStore,
  withMark,
} from '../../src/rate-limit/circuit-breaker.ts';
import { NEW_STORE, type Pause, type StoreState } from '../../src/rate-limit/state.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const MINUTES = 60_000;
const pausedBy = (
  ...args: Parameters<typeof pauseStore>
): StoreState & { readonly pause: Pause } => {
  const state = pauseStore(...args);
  if (state.pause === undefined) throw new Error('it is not paused');
  return { ...state, pause: state.pause };
};
const paused = pausedBy(NEW_STORE, 'unauthorized', 'token-1', NOW);

describe('the breaker', () => {
  it('allows no call to a paused store for 30 s, then a probe', () => {
    expect(mayProbe(paused.pause, 'token-1', NOW + 29_999)).toBe(false);
    expect(mayProbe(paused.pause, 'token-1', NOW + 30_000)).toBe(true);
  });

  it('allows one probe, which sets the time of the next', () => {
    const { pause } = pausedBy(paused, 'unauthorized', 'token-1', NOW + 30_000);
    expect(mayProbe(pause, 'token-1', NOW + 89_999)).toBe(false);
    expect(mayProbe(pause, 'token-1', NOW + 90_000)).toBe(true);
  });

  it('probes less and less often, from 30 s to 15 minutes', () => {
    let state: StoreState = NEW_STORE;
    const gaps: number[] = [];
    for (let now = NOW; gaps.length < 8; now = state.pause?.probeAt ?? now) {
      state = pauseStore(state, 'closed', 'token-1', now);
      gaps.push((state.pause?.probeAt ?? now) - now);
    }
    expect(gaps).toEqual([30, 60, 120, 240, 480, 900, 900, 900].map((seconds) => seconds * 1_000));
  });

  it('probes a new token at once, and only where the old one was the reason', () => {
    expect(mayProbe(paused.pause, 'token-2', NOW + 1)).toBe(true);
    const { pause } = pausedBy(NEW_STORE, 'closed', 'token-1', NOW);
    expect(mayProbe(pause, 'token-2', NOW + 1)).toBe(false);
  });

  it('probes a new token once', () => {
    const { pause } = pausedBy(paused, 'unauthorized', 'token-2', NOW + 1);
    expect(mayProbe(pause, 'token-2', NOW + 60_000)).toBe(false);
    expect(mayProbe(pause, 'token-2', NOW + 60_001)).toBe(true);
  });

  it('forgets the pause and its failures when the store works again', () => {
    const failing = countCalls(paused, { calls: 20, failures: 20 }, NOW);
    expect(resumeStore(failing)).toEqual(NEW_STORE);
  });

  it('keeps the lower pace of a store that works again', () => {
    const slow = { factor: 0.5, since: NOW };
    expect(resumeStore({ ...paused, slow })).toEqual({ ...NEW_STORE, slow });
  });

  it('remembers the latest ten tokens, each once', () => {
    let state: StoreState = NEW_STORE;
    const used = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'd'];
    for (const token of used) state = pauseStore(state, 'unauthorized', token, NOW);
    expect(withMark(state, 'l').join('')).toBe('cefghijkdl');
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
