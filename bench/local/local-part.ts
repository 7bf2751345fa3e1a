import { setTimeout as sleep } from 'node:timers/promises';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import { countMessages } from '../../src/local/aws/queue-calls.ts';
import { type BenchQueue, sendAll } from '../consume/lambda-poller.ts';
import { digits } from '../format.ts';
import type { Part, Row, SuiteOptions } from '../row.ts';
import { median } from '../statistics.ts';
import { type LocalRun, startLocalRun } from './local-run.ts';

export const LOCAL: Part = {
  key: 'local',
  title: 'The local run',
  unit: 'events per second',
  notes: [
    'The relay of `npm start`, used as its user does. After its samples, events go to the queue that `local.env` names, ten per request. An event has ended when `npm start` prints its outcome. The rate is from the first request until the last outcome. The stores have no limit, and neither have the sandbox shops.',
    'Everything is in the time: queue, ledger and shops in memory, the function in a process of its own, the webhooks that the shops post about each change, and the printed lines. An event that was delivered before needs no shop.',
  ],
  measure: measureLocal,
};

const SHOPS = ['shopline', 'shoplazza'] as const;
type Shop = (typeof SHOPS)[number];

const LEAST = { known: 300, new: 100 } as const;

async function measureLocal({ rounds, size }: SuiteOptions): Promise<readonly Row[]> {
  const count = Math.max(50, Math.round(1_000 * size));
  const run = await startLocalRun();
  const rates = new Map<string, number[]>();
  try {
    for (const shop of SHOPS) await openStore(run, shop);
    // The first round warms up.
    for (let round = 0; round <= Math.min(rounds, 3); round++) {
      for (const shop of SHOPS) {
        for (const kind of ['new', 'known'] as const) {
          // What the shop posted about the changes before is done first.
          await emptied(run);
          const rate = await rateOf(run, eventsFor(shop, round, count));
          const name = `${shop} ${kind}`;
          if (round > 0) rates.set(name, [...(rates.get(name) ?? []), rate]);
        }
      }
    }
  } finally {
    await run.close();
  }
  return SHOPS.flatMap((shop) =>
    (['new', 'known'] as const).map((kind) => {
      const rate = median(rates.get(`${shop} ${kind}`) ?? []);
      const least = LEAST[kind];
      return {
        name: `${shop}: ${kind === 'new' ? 'new customers' : 'events delivered before, no call to the shop'}`,
        measured: digits(rate),
        goal: { target: `≥ ${least}`, isReached: rate >= least },
      };
    }),
  );
}

/** A store of its own, without limits. */
async function openStore({ env, shops }: LocalRun, shop: Shop): Promise<void> {
  const baseUrl = shops[shop];
  await fetch(new URL('/_sandbox/knobs', baseUrl), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ limits: [] }),
  });
  await awsJson({
    endpoint: env['AWS_ENDPOINT_URL_SSM'] ?? '',
    target: 'AmazonSSM.PutParameter',
    input: {
      Name: `${env['STORES_PATH']}/bench-${shop}`,
      Type: 'SecureString',
      Overwrite: true,
      Value: JSON.stringify({
        platform: shop,
        baseUrl,
        accessToken: 'sandbox-token',
        country: 'TW',
        limits: [{ perSecond: 10_000, burst: 10_000 }],
        ...(shop === 'shopline' && { userAgent: 'signup-relay-bench' }),
      }),
    },
  });
}

const eventsFor = (shop: Shop, round: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      specversion: '1.0',
      id: `ev-${round}${at}`,
      source: `/bench/${shop}`,
      type: 'customer.signed_up',
      time: '2026-11-20T03:00:00Z',
      data: {
        store: `bench-${shop}`,
        customer: {
          email: `p${shop}-${round}-${at}@example.com`,
          firstName: 'Ada',
          lastName: 'Lin',
        },
        consent: { email: { state: 'granted' } },
      },
    }),
  );

const queueOf = ({ env }: LocalRun): BenchQueue => ({
  endpoint: env['AWS_ENDPOINT_URL_SQS'] ?? '',
  url: env['SIGNUPS_QUEUE_URL'] ?? '',
  arn: '',
});

async function emptied(run: LocalRun): Promise<void> {
  const { endpoint, url, arn } = queueOf(run);
  for (;;) {
    const { visible, hidden, delayed } = await countMessages(endpoint, { url, arn });
    if (visible + hidden + delayed === 0) return;
    await sleep(200);
  }
}

async function rateOf(run: LocalRun, bodies: readonly string[]): Promise<number> {
  const begin = performance.now();
  const ended = run.ended(bodies.length);
  await sendAll(queueOf(run), bodies);
  await ended;
  return (bodies.length / (performance.now() - begin)) * 1_000;
}
