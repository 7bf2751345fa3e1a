import { describe, expect, it } from 'vitest';
import { countOutcomes, readOutcomes } from '../../src/console/read-outcomes.ts';
import { describeDiscard, describeReplay } from '../../src/console/describe-ends.ts';
import { listStoreRows } from '../../src/console/list-store-rows.ts';
import { createPlans } from '../../src/console/plans.ts';
import { watchQueues } from '../../src/console/queue-watch.ts';
import { queueNames } from '../../src/console/open-context.ts';
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

  it('reads each moment once, the latest first, and says where it stopped', async () => {
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
    listStoreRows({
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

  it('are said as the commands say it: the pace to the hundredth, and what is wrong by its place', async () => {
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

  it('forget the calls of an old minute', async () => {
    const [row] = await rowsOf({ recent: { since: 0, calls: 4, failures: 1 } });
    expect(row?.recent).toEqual({ calls: 0, failures: 0 });
  });
});

describe('the watch over the queues', () => {
  const none = { waiting: 0, inFlight: 0, delayed: 0 };
  it('goes on after SQS was away, and asks CloudWatch once a minute', async () => {
    let at = 0;
    let histories = 0;
    const watch = watchQueues({
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
    await until(() => watch.problem() === 'the queue cannot be reached');
    seenProblem = true;
    await until(() => watch.after(3).length > 0);
    expect(watch.problem()).toBeUndefined();
    await watch.end();
    const ended = at;
    await Promise.all([watch.history(), watch.history()]);
    expect([histories, at]).toEqual([1, ended]);
    expect(
      watch
        .after(0)
        .map((sample) => sample.at)
        .slice(0, 2),
    ).toEqual([1, 3]);
  });
});

it('relies on no dry run of half an hour ago', () => {
  let now = 0;
  const plans = createPlans(() => now);
  plans.add({ id: 'p', madeAt: 0, asked: [], predictions: [] });
  now = 30 * MINUTE - 1;
  expect(plans.get('p')?.id).toBe('p');
  now += 1;
  expect(plans.get('p')).toBeUndefined();
});

it.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/signups', 'eu-west-1'],
  ['http://127.0.0.1:9324/000000000000/signups', 'local run, 127.0.0.1:9324'],
])('says where %s is', (signups, where) => {
  const place = queueNames({ signups, deadLetters: `${signups}-dead` }, {});
  expect(place).toEqual({ signups: 'signups', deadLetters: 'signups-dead', where });
});

describe('how it ended, in words', () => {
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
    ['all well', {}, '1 letter replayed. None has come back so far.', false],
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
      '1 letter replayed. Stopped before the end. What was replayed is replayed, the rest is untouched.',
      true,
    ],
  ])('replay: %s', (_, changes, text, needsLook) => {
    expect(describeReplay({ ...report, ...changes })).toEqual({ text, needsLook });
  });

  it('discard: says where the copy is, and what may still be there', () => {
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
    expect(describeDiscard(discarded, { path: '/x.jsonl', isUsed: () => true })).toEqual({
      text: '1 letter discarded. A copy is in /x.jsonl; signup-relay dlq import brings it back. 1 letter could not be removed and may still be there.',
      needsLook: true,
    });
  });
});
