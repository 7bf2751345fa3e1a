import { describe, expect, it } from 'vitest';
import { countOutcomes, readOutcomes } from '../../src/console/read-outcomes.ts';
import { discardResult, replayResult } from '../../src/console/job-results.ts';
import { readStoreRows } from '../../src/console/store-rows.ts';
import { createPlans } from '../../src/console/plans.ts';
import { startQueueSampler } from '../../src/console/queue-sampler.ts';
import { toQueueNames } from '../../src/console/open-context.ts';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';
import { reportStore } from '../../src/cli/stores/report-store.ts';
import { WaitError } from '../../src/event/errors.ts';
import { NEW_STORE, type StoreState } from '../../src/rate-limit/state.ts';
import type { LogQuery } from '../../src/telemetry/logs-port.ts';
import { until } from '../support/until.ts';

const MINUTE = 60_000;

describe('outcomes in the log', () => {
  const line = (store: string | undefined, outcome: string) =>
    JSON.stringify({ message: 'signup', store, outcome });

  it('counts attempts per store, and no other line', () => {
    const lines = [
      line('b', 'created'),
      line('a', 'updated'),
      line('b', 'created'),
      line(undefined, 'dead_lettered'),
      JSON.stringify({ message: 'store paused', store: 'a', outcome: 'created' }),
      'outcome of no JSON',
      'null',
    ];
    expect(countOutcomes(lines)).toEqual([
      { counts: { dead_lettered: 1 } },
      { store: 'a', counts: { updated: 1 } },
      { store: 'b', counts: { created: 2 } },
    ]);
  });

  it('reads each log line once, latest first, and says where it stopped', async () => {
    const asked: LogQuery[] = [];
    const to = 24 * 60 * MINUTE;
    const read = async (linesEach: number, msEach: number) => {
      let now = 0;
      asked.length = 0;
      const logs = {
        find: async (query: LogQuery) => {
          asked.push(query);
          now += msEach;
          const text = line('a', 'created');
          return Array.from({ length: linesEach }, () => ({
            source: 'consume' as const,
            at: 0,
            text,
          }));
        },
      };
      return readOutcomes(0, to, { logs, now: () => now });
    };
    const all = await read(1, 1);
    expect(all.onlySince).toBeUndefined();
    expect(asked[0]?.until).toBe(to);
    expect(asked.at(-1)?.from).toBe(0);
    const gaps = asked.slice(1).map(({ until: end }, at) => (asked[at]?.from ?? 0) - end);
    expect(new Set(gaps)).toEqual(new Set([1]));
    expect(all.stores).toEqual([{ store: 'a', counts: { created: asked.length } }]);
    const busy = await read(20_000, 1);
    expect([busy.onlySince, asked.length]).toEqual([to - 15 * MINUTE, 3]);
    const slow = await read(1, 6_000);
    expect([slow.onlySince, asked.length]).toEqual([to - 15 * MINUTE, 2]);
  });
});

describe('stores', () => {
  const CONFIG = {
    platform: 'shoplazza',
    baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
    accessToken: 'a-secret-token',
  };
  const rowsOf = async (state: Partial<StoreState>, config: object = CONFIG) =>
    readStoreRows({
      client: {
        send: async () => ({ Parameters: [{ Name: '/stores/us', Value: JSON.stringify(config) }] }),
      },
      path: '/stores',
      states: { read: async () => ({ ...NEW_STORE, ...state }) },
      now: () => 100_000,
    });

  it.each([
    ['at full pace', {}, { pace: { share: 1 } }],
    ['slowed', { slow: { factor: 0.5, since: 100_000 } }, { pace: { share: 0.5 } }],
    [
      'paused',
      { pause: { reason: 'closed' as const, probeAt: 5, gapMs: 1, tokenMarks: ['mark'] } },
      { pause: { reason: 'closed', probeAt: 5 } },
    ],
    [
      'with its calls of this minute',
      { recent: { since: 99_000, calls: 4, failures: 1 } },
      { recent: { calls: 4, failures: 1 } },
    ],
  ])('are shown %s, never with a token', async (_, state, shown) => {
    const rows = await rowsOf(state);
    expect(rows).toMatchObject([{ store: 'us', platform: 'shoplazza', ...shown }]);
    expect(JSON.stringify(rows)).not.toMatch(/secret|mark/);
  });

  it('match the `store` commands: the pace in hundredths, mistakes with their path', async () => {
    const limits = [{ perSecond: 2, burst: 40 }];
    const [row] = await rowsOf({}, { ...CONFIG, limits });
    const command = reportStore(
      'us',
      readConfiguration('us', JSON.stringify({ ...CONFIG, limits })),
      {
        state: NEW_STORE,
        now: 100_000,
        publicUrl: '',
      },
    );
    expect(row?.pace?.perSecond).toBe(command.pace?.perSecond);
    expect(String(row?.pace?.perSecond)).toMatch(/^\d\.\d{1,2}$/);
    const [invalid] = await rowsOf({}, { ...CONFIG, platform: 'none' });
    expect(invalid?.problem).toMatch(/^\/platform /);
    expect(invalid).not.toHaveProperty('pace');
  });

  it('leave out the calls of an older minute', async () => {
    const [row] = await rowsOf({ recent: { since: 0, calls: 4, failures: 1 } });
    expect(row?.recent).toEqual({ calls: 0, failures: 0 });
  });
});

describe('the queue sampler', () => {
  const none = { waiting: 0, inFlight: 0, delayed: 0 };
  it('continues after an error of SQS, and reads CloudWatch once a minute', async () => {
    let at = 0;
    let histories = 0;
    const sampler = startQueueSampler({
      sampleQueues: async () => {
        at += 1;
        if (at === 2) throw new WaitError('the queue cannot be reached');
        if (at > 2 && at < 5) await until(() => seenProblem);
        return { at, signups: none, deadLetters: none };
      },
      readHistory: async () => {
        histories += 1;
        return { state: 'none', why: '' };
      },
      now: () => at * 20_000,
      gapMs: 1,
    });
    let seenProblem = false;
    await until(() => sampler.problem() === 'the queue cannot be reached');
    seenProblem = true;
    await until(() => sampler.after(3).length > 0);
    expect(sampler.problem()).toBeUndefined();
    await sampler.end();
    const ended = at;
    await Promise.all([sampler.history(), sampler.history()]);
    expect([histories, at]).toEqual([1, ended]);
    expect(
      sampler
        .after(0)
        .map((sample) => sample.at)
        .slice(0, 2),
    ).toEqual([1, 3]);
  });
});

it('forgets a dry run after 30 minutes', () => {
  let now = 0;
  const plans = createPlans(() => now);
  plans.add({ id: 'p', madeAt: 0, selected: [], predictions: [] });
  now = 30 * MINUTE - 1;
  expect(plans.get('p')?.id).toBe('p');
  now += 1;
  expect(plans.get('p')).toBeUndefined();
});

it.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/signups', 'eu-west-1'],
  ['http://127.0.0.1:9324/000000000000/signups', 'local run, 127.0.0.1:9324'],
])('names the location of %s', (signups, location) => {
  const names = toQueueNames({ signups, deadLetters: `${signups}-dead` }, {});
  expect(names).toEqual({ signups: 'signups', deadLetters: 'signups-dead', location });
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
