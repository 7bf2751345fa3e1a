import type { GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { openHistory, readHistory } from '../../src/console/queue-history.ts';
import { openDeployment } from '../../src/cli/deployment.ts';

type Client = Parameters<typeof readHistory>[0]['client'];
const clientOf = (send: (command: { readonly input: unknown }) => unknown): Client =>
  ({ send: async (command: { readonly input: unknown }) => send(command) }) as unknown as Client;
const queues = { signups: 'signups', deadLetters: 'signups-dead' };
const MINUTE = 60_000;

describe('the history of the queues', () => {
  it('merges the metrics of CloudWatch by the minute', async () => {
    const client = clientOf(({ input }) => {
      const isFirst = !('NextToken' in (input as object));
      const at = new Date(isFirst ? MINUTE : 2 * MINUTE);
      const metric = (Id: string, value: number) => ({ Id, Timestamps: [at], Values: [value] });
      const results = [
        metric('signups_waiting', 7),
        metric('signups_oldest', 90),
        metric('dead_waiting', 2),
      ];
      return isFirst
        ? { MetricDataResults: results, NextToken: 'more' }
        : { MetricDataResults: [metric('dead_oldest', 3)] };
    });
    expect(await readHistory({ client, ...queues, now: () => 0 })).toEqual({
      state: 'read',
      points: [
        {
          at: MINUTE,
          signups: { waiting: 7 },
          deadLetters: { waiting: 2 },
          oldestSignupMs: 90_000,
        },
        { at: 2 * MINUTE, signups: {}, deadLetters: {}, oldestDeadLetterMs: 3_000 },
      ],
    });
  });

  it('says why if CloudWatch cannot be read', async () => {
    const client = clientOf(() => {
      throw Object.assign(new Error('secret'), { name: 'AccessDenied' });
    });
    const history = await readHistory({ client, ...queues, now: () => 0 });
    expect(history).toMatchObject({ state: 'none', why: expect.stringContaining('AccessDenied') });
    expect(JSON.stringify(history)).not.toContain('secret');
  });

  it('reads averages for the dead letters, so that a refresh does not count them twice', async () => {
    const stats: Record<string, string> = {};
    const client = clientOf(({ input }) => {
      const { MetricDataQueries: queries } = input as GetMetricDataInput;
      for (const { Id = '', MetricStat } of queries ?? []) stats[Id] = MetricStat?.Stat ?? '';
      return {};
    });
    await readHistory({ client, ...queues, now: () => 0 });
    expect(stats).toMatchObject({
      signups_waiting: 'Maximum',
      dead_waiting: 'Average',
      dead_inFlight: 'Average',
      dead_oldest: 'Maximum',
    });
  });
});

describe('the choice of CloudWatch', () => {
  const SQS = { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' };
  const OWN = { ...SQS, AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:2' };
  const MetricDataResults = [
    { Id: 'signups', Timestamps: [new Date(1_000), new Date(2_000)], Values: [3, 4] },
    { Id: 'dead', Timestamps: [], Values: [] },
  ];
  const openWith = (env: Readonly<Record<string, string>>, client: Client) => {
    const deployment = { ...openDeployment(env), cloudWatch: () => client };
    return openHistory(deployment, queues, { env, now: () => 5_000 });
  };

  it('does not read AWS for a local run without CloudWatch', async () => {
    const { readHistory: read, readAges: ages } = openWith(
      SQS,
      clientOf(() => expect.unreachable()),
    );
    expect(await read()).toMatchObject({
      state: 'none',
      why: expect.stringContaining('local run'),
    });
    expect(await ages()).toEqual({});
  });

  it('reads the CloudWatch of the local run, also for the current ages', async () => {
    const asked: unknown[] = [];
    const { readHistory: read, readAges: ages } = openWith(
      OWN,
      clientOf(({ input }) => {
        asked.push(input);
        return { MetricDataResults };
      }),
    );
    expect(await ages()).toEqual({ oldestSignupMs: 4_000 });
    expect(asked[0]).toMatchObject({
      EndTime: new Date(5_001),
      MetricDataQueries: [{ MetricStat: { Period: 1 } }, { MetricStat: { Period: 1 } }],
    });
    expect(await read()).not.toHaveProperty('note');
  });

  it('does not read the current ages on AWS, where each request costs money', async () => {
    const { readHistory: read, readAges: ages } = openWith(
      {},
      clientOf(() => ({ MetricDataResults })),
    );
    expect(await read()).toMatchObject({ note: expect.stringContaining('once a minute') });
    const never = openWith(
      {},
      clientOf(() => expect.unreachable()),
    );
    expect([await ages(), await never.readAges()]).toEqual([{}, {}]);
  });

  it('leaves out the ages if CloudWatch fails', async () => {
    const gone = clientOf(() => {
      throw new Error('gone');
    });
    expect(await openWith(OWN, gone).readAges()).toEqual({});
  });
});
