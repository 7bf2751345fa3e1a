import { describe, expect, it } from 'vitest';
import { type BatchSeen, pauseStore, recordBatch } from '../../src/rate-limit/circuit-breaker.ts';
import { NEW_STORE, type StoreState } from '../../src/rate-limit/state.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const paused = pauseStore(NEW_STORE, 'unauthorized', 'token-1', NOW);

const record = (state: StoreState, seen: Partial<BatchSeen>, tokenMark = 'token-1'): StoreState =>
  recordBatch(
    state,
    { calls: 1, earlierCalls: 0, failures: 0, isProbe: false, ...seen },
    { limits: [{ perSecond: 20, burst: 20 }], tokenMark },
    NOW + 40_000,
  );

describe('what a batch saw', () => {
  it.each(['unauthorized', 'closed'] as const)('pauses a store that is %s', (pause) => {
    expect(record(NEW_STORE, { pause }).pause).toEqual({
      reason: pause,
      since: NOW + 40_000,
      tokenMarks: ['token-1'],
      gapMs: 30_000,
      probeAt: NOW + 70_000,
    });
  });

  it('pauses a store of which most calls fail', () => {
    expect(record(NEW_STORE, { calls: 10, failures: 6 }).pause?.reason).toBe('failing');
    expect(record(NEW_STORE, { calls: 10, failures: 5 }).pause).toBeUndefined();
    expect(record(NEW_STORE, { calls: 3, failures: 3 }).pause).toBeUndefined();
  });

  it('counts the unrecorded calls of earlier batches', () => {
    expect(record(NEW_STORE, { calls: 4, earlierCalls: 6, failures: 4 }).pause).toBeUndefined();
    expect(record(NEW_STORE, { calls: 9, earlierCalls: 6, failures: 9 }).pause).toBeDefined();
  });

  it('does not pause a paused store again, but updates the reason', () => {
    const again = record(paused, { pause: 'closed' }, 'token-2');
    expect(again.pause).toEqual({
      ...paused.pause,
      reason: 'closed',
      tokenMarks: ['token-1', 'token-2'],
    });
  });

  it('resumes a store after a probe that went well', () => {
    expect(record(paused, { isProbe: true }).pause).toBeUndefined();
  });

  it.each<[string, Partial<BatchSeen>]>([
    ['a batch that was no probe', {}],
    ['a probe that made no call', { isProbe: true, calls: 0 }],
    [
      'a probe that made no call after calls of earlier batches',
      { isProbe: true, calls: 0, earlierCalls: 5 },
    ],
    ['a probe without an answer', { isProbe: true, failures: 1 }],
    ['a probe whose token was refused', { isProbe: true, pause: 'unauthorized' }],
  ])('leaves it paused after %s', (_, seen) => {
    expect(record(paused, seen).pause).toEqual(paused.pause);
  });

  it('slows a store down that answered 429, and keeps its Retry-After', () => {
    const slower = record(NEW_STORE, { throttled: { retryAfterMs: 9_000 } });
    expect(slower.slow).toEqual({ factor: 0.8, since: NOW + 40_000 });
    expect(slower.buckets[0]).toBeGreaterThan(NOW + 49_000);
    expect(slower.pause).toBeUndefined();
  });
});
