import { describe, expect, it } from 'vitest';
import type { JobContext } from '../../src/console/jobs.ts';
import { createLetterCache } from '../../src/console/letter-cache.ts';
import type { PredictionRow } from '../../src/console/letter-responses.ts';
import { createPlans } from '../../src/console/plans.ts';
import { generatedLetters, serviceOf } from './many-letters.ts';

const MANY = 100_000;
/** So many letters are read in a second. `docs/operations.md` says what was measured with 100,000. */
const SOME = 1_500;

describe('the console and a queue of very many letters', () => {
  it('answers with a page of them, however many groups they are in', () => {
    const cache = createLetterCache();
    const letters = Array.from({ length: MANY }, (_, at) => ({
      messageId: `m-${at}`,
      reason: 'invalid_signup' as const,
      source: `/pos/till-${at}`,
      attempts: 1,
      replays: 0,
      firstSeenAt: 0,
      failedAt: at,
      expiresAt: at + 1,
      bytes: 1,
    }));
    const groups = letters.map(({ reason, source, failedAt, expiresAt }) => ({
      reason,
      source,
      count: 1,
      oldest: failedAt,
      soonestExpiry: expiresAt,
    }));
    cache.write({ letters, total: MANY, groups, complete: true, soonestExpiry: 1 }, 5, 1);
    const page = cache.page({}, 0);
    expect(page).toMatchObject({
      total: MANY,
      matching: MANY,
      moreGroups: MANY - 100,
      reasons: [{ reason: 'invalid_signup', count: MANY, oldest: 0, soonestExpiry: 1 }],
      firstToExpire: { source: '/pos/till-0' },
    });
    expect(JSON.stringify(page).length).toBeLessThan(100_000);
    const ids = letters.slice(-5_000).map(({ messageId }) => messageId);
    expect(cache.select({ filter: { ids }, readAt: 5 })).toEqual(ids);
  });

  it('keeps the predictions of the latest dry run, and of older ones only as many as fit', () => {
    const plans = createPlans(() => 0);
    const row: PredictionRow = {
      messageId: 'm',
      reason: 'rejected',
      verdict: 'fails',
      shopDecides: false,
      needsForce: false,
      text: '',
      notes: [],
    };
    const add = (id: string, size: number): void => {
      const predictions = Array.from({ length: size }, () => row);
      plans.add({ id, madeAt: 0, selected: size, predictions });
    };
    add('small', 10);
    add('large', MANY);
    expect(plans.get('small')).toBeDefined();
    add('next', 10);
    expect([plans.get('large'), plans.get('next')?.predictions.length]).toEqual([undefined, 10]);
    for (let at = 0; at < 40; at += 1) add(`p-${at}`, 1);
    expect([plans.get('p-19'), plans.get('p-39')?.id]).toEqual([undefined, 'p-39']);
  });

  it('reads the queue once for a dry run, and says how far it is, also before the first match', async () => {
    let receives = 0;
    const deadLetters = generatedLetters(SOME);
    const service = serviceOf({
      ...deadLetters,
      receive: async (...given) => {
        receives += 1;
        return deadLetters.receive(...given);
      },
    });
    const seen: Parameters<JobContext['onProgress']>[0][] = [];
    const job: JobContext = {
      signal: new AbortController().signal,
      onProgress: (progress) => void seen.push(progress),
    };
    const { letters, total } = await service.list(job);
    expect(seen.at(-1)).toEqual({ phase: 'reading', done: SOME, total: SOME });
    seen.length = 0;
    receives = 0;
    const ids = letters.map(({ messageId }) => messageId);
    const rows = await service.predict(ids, job);
    expect([total, rows.length]).toEqual([SOME, SOME]);
    expect(receives).toBeLessThan(SOME / 10 + 10);
    expect(seen[0]).toMatchObject({ phase: 'reading', total: SOME });
    // A letter at the end of the queue.
    seen.length = 0;
    expect(await service.predict([`m-${SOME - 1}`], job)).toHaveLength(1);
    expect(seen.filter(({ phase }) => phase === 'reading').length).toBeGreaterThan(10);
    seen.length = 0;
    expect((await service.open(`m-${SOME - 1}`, false, job))?.letter.messageId).toBe(
      `m-${SOME - 1}`,
    );
    expect(seen.length).toBeGreaterThan(10);
  });
});
