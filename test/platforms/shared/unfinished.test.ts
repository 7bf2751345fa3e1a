import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../src/http/http.ts';
import { GONE, retryAfterOf, silence, unfinished } from '../../../src/platforms/shared/answers.ts';

const answer = (headers: Readonly<Record<string, string>>) => ({ status: 503, headers, body: {} });

describe('no answer in time', () => {
  it.each([
    ['PUT', true, { kind: 'again', mayStillWrite: true }],
    ['POST', true, { kind: 'again', mayStillWrite: true }],
    ['GET', true, { kind: 'again' }],
    ['PUT', false, { kind: 'again' }],
  ] as const)(
    'a %s may still write later only while the shop may be working on it (%s)',
    (method, isPending, verdict) => {
      const facts = { method, route: '/customers/{id}', missing: GONE };
      const error = new HttpError('timeout', true, isPending);
      expect(silence('update', facts, error)).toStrictEqual(verdict);
    },
  );

  it('a create that is still pending may have been written', () => {
    const facts = { method: 'POST', route: '/customers', missing: GONE } as const;
    expect(silence('create', facts, new HttpError('timeout', true, true))).toEqual({
      kind: 'ambiguous',
    });
  });
});

describe('an unfinished answer', () => {
  it.each([
    ['create', { kind: 'ambiguous' }],
    ['update', { kind: 'again', retryAfterMs: 7_000 }],
  ])('to %s has its verdict', (operation, verdict) => {
    expect(unfinished(operation, answer({ 'retry-after': '7' }))).toStrictEqual(verdict);
  });
});

describe('the time to wait', () => {
  it('is measured by the clock of the shop', () => {
    const headers = {
      date: 'Sun, 22 Nov 2026 03:04:05 GMT',
      'retry-after': 'Sun, 22 Nov 2026 03:04:35 GMT',
    };
    expect(retryAfterOf(answer(headers))).toStrictEqual({ retryAfterMs: 30_000 });
  });

  it('is left out if the shop names none', () => {
    expect(retryAfterOf(answer({}))).toStrictEqual({});
  });
});
