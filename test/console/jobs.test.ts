import { describe, expect, it } from 'vitest';
import { openConsole } from '../../src/console/open-console.ts';
import { discardResult, replayResult } from '../../src/console/job-results.ts';
import { createJobs, type JobContext } from '../../src/console/jobs.ts';
import type { JobStatus } from '../../src/console/responses.ts';
import type { PlanResponse } from '../../src/console/letter-responses.ts';
import { createPlans } from '../../src/console/plans.ts';
import { WaitError } from '../../src/event/errors.ts';
import { until } from '../support/until.ts';
import { openClient } from './console-client.ts';
import { aConsoleContext } from './a-console-context.ts';

const jobs = () => {
  let ids = 0;
  return createJobs(() => `job-${(ids += 1)}`);
};

describe('a job', () => {
  it('reports its progress and its result', async () => {
    const all = jobs();
    const { id } = all.start('refresh', async ({ onProgress }) => {
      onProgress({ done: 3, total: 7 });
      return { text: 'seen' };
    });
    await until(() => all.get(id)?.state === 'done');
    expect(all.get(id)).toMatchObject({ done: 3, total: 7, text: 'seen' });
    expect(all.current()).toBeUndefined();
  });

  it.each([
    [new WaitError('SQS cannot be reached'), 'SQS cannot be reached'],
    [new TypeError('ada@example.com is no function'), 'Unexpected error (TypeError).'],
  ])('fails with a message without personal data: %s', async (error, text) => {
    const all = jobs();
    const { id } = all.start('refresh', async () => {
      throw error;
    });
    await until(() => all.get(id)?.state !== 'running');
    expect(all.get(id)).toMatchObject({ state: 'failed', text });
  });

  it('finishes what it started before the console closes', async () => {
    let replayJob: JobContext | undefined;
    let finish: (() => void) | undefined;
    const prediction = {
      messageId: 'm1',
      reason: 'unknown_store',
      verdict: 'delivers' as const,
      shopDecides: false,
      needsForce: false,
      text: '',
      notes: [],
    };
    const { letters } = aConsoleContext();
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
    const context = aConsoleContext({
      letters: {
        ...letters,
        list: async () => ({ letters: [letter], total: 1, groups: [], complete: true }),
        predict: async () => [prediction],
        replay: async (_ids, _pace, given) => {
          replayJob = given;
          await new Promise<void>((resolve) => (finish = resolve));
          return { text: 'replayed' };
        },
      },
    });
    const opened = await openConsole(context, { port: 0, newSecret: () => 'x'.repeat(43) });
    const client = await openClient(opened.url);
    const end = async (path: string, body: object): Promise<JobStatus> => {
      const { id } = JSON.parse((await client.post(path, body)).text) as JobStatus;
      await until(async () => (await client.get<JobStatus>(`/api/work/${id}`)).state !== 'running');
      return client.get<JobStatus>(`/api/work/${id}`);
    };
    await end('/api/looks', {});
    const { plan } = await end('/api/plans', { filter: {}, readAt: 1_000 });
    expect((await client.get<PlanResponse>(`/api/plans/${plan}`)).passing).toBe(1);
    await client.post(`/api/plans/${plan}/replay`, { which: 'passing', rate: 10 });
    await until(() => finish !== undefined);
    expect((await client.post('/api/looks')).status).toBe(409);
    let closed = false;
    const closing = opened.close().then(() => (closed = true));
    await until(() => replayJob?.signal.aborted === true);
    expect(closed).toBe(false);
    finish?.();
    await closing;
    expect(closed).toBe(true);
  });
});

it('forgets a dry run after 30 minutes', () => {
  let now = 0;
  const plans = createPlans(() => now);
  plans.add({ id: 'p', madeAt: 0, selected: 0, predictions: [] });
  now = 1_800_000 - 1;
  expect(plans.get('p')?.id).toBe('p');
  now += 1;
  expect(plans.get('p')).toBeUndefined();
});

describe('the result of a job', () => {
  const report = {
    dryRun: false,
    replayedAt: 0,
    selected: 2,
    predicted: { delivers: 2, skipped: 0, fails: 0, needsForce: 0 },
    perLetter: [],
    replayed: 1,
    cameBack: [],
    complete: true,
  };
  const came = { messageId: 'm', reason: 'rejected' as const };
  it.each([
    ['success', {}, '1 letter replayed. None has come back so far.', false],
    [
      'limit',
      { stopped: 'limit' as const },
      '1 letter replayed. None has come back so far.',
      false,
    ],
    [
      'came back',
      { cameBack: [came, came] },
      '1 letter replayed. 2 letters came back: rejected 2.',
      true,
    ],
    [
      'stopped',
      { stopped: 'signal' as const },
      '1 letter replayed. Stopped early: the letters not yet replayed are still in the dead-letter queue.',
      true,
    ],
  ])('replay: %s', (_, changes, text, needsAttention) => {
    expect(replayResult({ ...report, ...changes })).toEqual({ text, needsAttention });
  });

  it('discard: names the copy and the letters that may still be there', () => {
    const left = {
      messageId: 'm',
      reason: 'rejected',
      attempts: 0,
      replays: 0,
      firstSeenAt: 0,
      failedAt: 0,
      expiresAt: 0,
      bytes: 0,
    } as const;
    const discarded = {
      dryRun: false,
      letters: [],
      selected: 2,
      written: 2,
      removed: 1,
      left: [left],
      complete: true,
    };
    expect(discardResult(discarded, { path: '/x.jsonl', isUsed: () => true })).toEqual({
      text: '1 letter discarded. The copy is in /x.jsonl. To restore it, run signup-relay dlq import. 1 letter could not be removed and may still be there.',
      needsAttention: true,
    });
  });
});
