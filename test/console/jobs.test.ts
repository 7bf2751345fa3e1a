import { describe, expect, it } from 'vitest';
import { openConsole } from '../../src/console/open-console.ts';
import { createJobs, type Hands } from '../../src/console/jobs.ts';
import type { JobAnswer } from '../../src/console/answers.ts';
import type { PlanAnswer } from '../../src/console/letter-answers.ts';
import { WaitError } from '../../src/event/errors.ts';
import { until } from '../support/until.ts';
import { openClient } from './console-client.ts';
import { someParts } from './console-context.ts';

const jobs = () => {
  let ids = 0;
  return createJobs(() => `w${(ids += 1)}`);
};

describe('what takes a while', () => {
  it('is told how far it is, and how it ended', async () => {
    const all = jobs();
    const { id } = all.start('look', async ({ onProgress }) => {
      onProgress({ done: 3, total: 7 });
      return { text: 'seen' };
    });
    await until(() => all.get(id)?.state === 'done');
    expect(all.get(id)).toMatchObject({ done: 3, total: 7, text: 'seen' });
    expect(all.current()).toBeUndefined();
  });

  it.each([
    [new WaitError('SQS cannot be reached'), 'SQS cannot be reached'],
    [new TypeError('ada@example.com is no function'), 'It failed (TypeError).'],
  ])('fails in words without anybody’s data: %s', async (error, text) => {
    const all = jobs();
    const { id } = all.start('look', async () => {
      throw error;
    });
    await until(() => all.get(id)?.state !== 'running');
    expect(all.get(id)).toMatchObject({ state: 'failed', text });
  });

  it('ends what is half done before the console closes', async () => {
    let hands: Hands | undefined;
    let finish: (() => void) | undefined;
    const prediction = {
      messageId: 'm1',
      reason: 'unknown_store',
      verdict: 'delivers' as const,
      shopDecides: false,
      needsForce: false,
      text: '',
    };
    const { letters } = someParts();
    const letter = {
      messageId: 'm1',
      reason: 'unknown_store' as const,
      attempts: 0,
      replays: 0,
      firstSeenAt: 0,
      failedAt: 0,
      expiresAt: 1,
      bytes: 1,
    };
    const parts = someParts({
      letters: {
        ...letters,
        list: async () => ({ letters: [letter], total: 1, groups: [], complete: true }),
        predict: async () => [prediction],
        replay: async (_ids, _pace, given) => {
          hands = given;
          await new Promise<void>((resolve) => (finish = resolve));
          return { text: 'replayed' };
        },
      },
    });
    const opened = await openConsole(parts, { port: 0, newSecret: () => 'x'.repeat(43) });
    const client = await openClient(opened.url);
    const end = async (path: string, body: object): Promise<JobAnswer> => {
      const { id } = JSON.parse((await client.post(path, body)).text) as JobAnswer;
      await until(async () => (await client.get<JobAnswer>(`/api/work/${id}`)).state !== 'running');
      return client.get<JobAnswer>(`/api/work/${id}`);
    };
    await end('/api/looks', {});
    const { plan } = await end('/api/plans', { filter: {}, lookedAt: 1_000 });
    expect((await client.get<PlanAnswer>(`/api/plans/${plan}`)).passing).toBe(1);
    await client.post(`/api/plans/${plan}/replay`, { which: 'passing', rate: 10 });
    await until(() => finish !== undefined);
    expect((await client.post('/api/looks')).status).toBe(409);
    let closed = false;
    const closing = opened.close().then(() => (closed = true));
    await until(() => hands?.signal.aborted === true);
    expect(closed).toBe(false);
    finish?.();
    await closing;
    expect(closed).toBe(true);
  });
});
