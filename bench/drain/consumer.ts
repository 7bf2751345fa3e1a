import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createLedger } from '../../src/aws/ledger/ledger.ts';
import { openLedgerTable } from '../../src/aws/ledger/open-table.ts';
import { openParameters } from '../../src/aws/parameters.ts';
import { createQueue } from '../../src/aws/queues/queue.ts';
import { createStoreStates } from '../../src/aws/ledger/store-states.ts';
import { createSenders, createStores } from '../../src/aws/stores.ts';
import { loadConsumeConfig } from '../../src/config/functions.ts';
import { createDigest } from '../../src/event/digest.ts';
import { parseSource, parseStore } from '../../src/event/parse-store.ts';
import { createConsume } from '../../src/consume/consume.ts';
import { createHttp } from '../../src/http/http.ts';
import { startPoller } from '../../src/local/lambda/poller.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { createLimiters } from '../../src/rate-limit/limiter.ts';
import type { Queue } from '../../src/message/queue-port.ts';
import type { StoreStates } from '../../src/rate-limit/state.ts';
import type { ConsumerFindings, ConsumerOrders } from './consumer-messages.ts';
import { createScaledTime, type ScaledTime } from './scaled-time.ts';

/** One concurrent consume function: the product's own parts, wired like its entry point, in scaled time. */
const orders = JSON.parse(process.argv[2] ?? '{}') as ConsumerOrders;
const time = createScaledTime(orders.scale, orders.origin);
const config = loadConsumeConfig(orders.env);
const { now, sleep } = time;
const digest = createDigest('a-key-for-this-benchmark');

const found = {
  attempts: {} as Record<string, number>,
  ends: {} as Record<string, number>,
  batches: 0,
  stateWrites: 0,
  lostStateWrites: 0,
};
const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** SQS counts real seconds; the embedded SQS also accepts fractions. */
const inScaledTime = (queue: Queue, { scale }: ScaledTime): Queue => ({
  send: (copies) =>
    queue.send(copies.map((copy) => ({ ...copy, delaySeconds: copy.delaySeconds / scale }))),
});

const counted = (states: StoreStates): StoreStates => ({
  read: (store) => states.read(store),
  write: async (...args) => {
    const written = await states.write(...args);
    found[written ? 'stateWrites' : 'lostStateWrites'] += 1;
    return written;
  },
});

// Signatures need the real time.
const table = openLedgerTable(orders.env, config.ledgerTable, Date.now);
const readParameter = openParameters(
  orders.env,
  { connectMs: 2_000, requestMs: 5_000, tries: 3 },
  Date.now,
);
const sqs = new SQSClient({});
const configurations = { readParameter, ttlMs: config.storesTtlMs, now };
const consume = createConsume({
  now,
  digest,
  sources: new Map(),
  random: Math.random,
  newHolder: randomUUID,
  horizonMs: config.retryHorizonMs,
  report: ({ outcome, attempts, why, store }) => {
    if (store !== 'flood') return;
    count(found.ends, why === undefined ? outcome : `${outcome}: ${why}`);
    if (outcome !== 'postponed') count(found.attempts, String(attempts));
  },
  stores: createStores({ ...configurations, path: config.storesPath, parse: parseStore }),
  senders: createSenders({ ...configurations, path: config.sourcesPath, parse: parseSource }),
  queue: inScaledTime(
    createQueue({
      client: sqs,
      urls: { signups: config.signupsQueueUrl, deadLetters: config.deadLetterQueueUrl },
    }),
    time,
  ),
  ledger: createLedger({ table, digest, now }),
  openLimiters: createLimiters({
    states: counted(createStoreStates({ table, now, newMark: randomUUID })),
    now,
    sleep,
    random: Math.random,
    reportStore: ({ store, change }) => {
      count(found.ends, `${store} ${change}`);
    },
  }),
  sleep,
  openPlatform: createPlatforms({ http: createHttp(), digest, now }),
});

const poller = startPoller({
  endpoint: orders.env['AWS_ENDPOINT_URL_SQS'] ?? '',
  queue: { url: config.signupsQueueUrl, arn: 'arn:aws:sqs:us-east-1:000000000000:signups' },
  handler: async ({ Records }) => {
    found.batches += 1;
    const records = Records.map((record) => ({
      ...record,
      attributes: {
        ...record.attributes,
        SentTimestamp: String(time.at(Number(record.attributes.SentTimestamp))),
      },
    }));
    const deadline = now() + 30_000;
    return consume({ Records: records }, { remainingMs: () => deadline - now() });
  },
  waitSeconds: 0.2,
  onError: (error) => {
    console.error(error);
  },
});

async function stop(): Promise<void> {
  await poller.stop();
  const { user, system } = process.cpuUsage();
  const findings: ConsumerFindings = { ...found, cpuSeconds: (user + system) / 1e6 };
  process.send?.(findings, () => {
    process.disconnect();
  });
  sqs.destroy();
}

process.once('message', () => {
  void stop();
});
process.send?.('ready');
