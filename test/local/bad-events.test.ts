import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import { countMessages } from '../../src/local/aws/queue-calls.ts';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../src/local/local-relay.ts';
import { openLocalFunction } from '../../src/local/lambda/open-functions.ts';
import { anEvent } from '../support/an-event.ts';
import { type AwsProxy, openAwsProxy } from '../support/aws-proxy.ts';
import { openEmbedded } from '../support/embedded.ts';
import { until } from '../support/until.ts';

const EVENTS = 1_000;
/**
 * 5,000 events in 20 seconds. Processor time of this process, which is queue, sandbox shops and poller: elapsed time
 * would also count what else this machine does.
 */
const MOST_MS_PER_EVENT = 4;

const door = (name: string) => new URL(`../../src/main/${name}.ts`, import.meta.url);
let relay: LocalRelay;
beforeAll(async () => {
  const functions = { consume: door('consume'), receive: door('receive') };
  relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine: () => undefined });
});
afterAll(() => relay.close());

/** Of every kind that needs no shop. */
const BODIES: readonly ((id: string) => string)[] = [
  (id) => JSON.stringify(anEvent({ id, data: { store: 'us-main', customer: { email: 'no' } } })),
  (id) => `{not json ${id}`,
  (id) => JSON.stringify(anEvent({ id, data: { store: `no-${id}` } })),
  (id) => JSON.stringify(anEvent({ id, data: { store: 'tw-main', shopline: { nosuch: 1 } } })),
  (id) => JSON.stringify({ ...anEvent({ id }), type: 'unheard.of' }),
];

/** Calls to an embedded service, by operation. */
const callsTo = (proxy: AwsProxy): Readonly<Record<string, number>> => {
  const names = proxy.calls().map(({ target }) => target.split('.').at(-1) ?? '');
  return Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]),
  );
};

it('takes ten bad events with one call each to receive, to send, and to delete', async () => {
  const embedded = await openEmbedded();
  const { sqs, dynamoDb, parameterStore } = embedded;
  const proxies = await Promise.all(
    [sqs, dynamoDb, parameterStore].map(({ endpoint }) => openAwsProxy(endpoint)),
  );
  const [queues, ledger, parameters] = proxies as [AwsProxy, AwsProxy, AwsProxy];
  const env = Object.fromEntries(
    Object.entries(embedded.env).map(([name, value]) => [
      name,
      value
        .replace(sqs.endpoint, queues.url)
        .replace(dynamoDb.endpoint, ledger.url)
        .replace(parameterStore.endpoint, parameters.url),
    ]),
  );
  const consume = await openLocalFunction({
    module: door('consume'),
    env,
    onLine: () => undefined,
  });
  for (let at = 0; at < 100; at += 1)
    await embedded.send(BODIES[at % BODIES.length]?.(`bad-${at}`) ?? '');
  let invocations = 0;
  const poller = embedded.poller(
    (event, context) => {
      invocations += 1;
      return consume.invoke(event, context);
    },
    { endpoint: queues.url, queue: { ...sqs.signups, url: env['SIGNUPS_QUEUE_URL'] ?? '' } },
  );
  await until(async () => (await embedded.counts('deadLetters')).visible === 100, 30_000);
  await poller.stop();
  const { ReceiveMessage: _, ...others } = callsTo(queues);
  expect(invocations).toBe(10);
  expect(others).toEqual({ SendMessageBatch: 10, DeleteMessageBatch: 10 });
  // The key of the ledger, two stores, and twenty names of stores that do not exist: each is read once.
  expect(callsTo(parameters)).toEqual({ GetParameter: 23 });
  expect(callsTo(ledger)).toEqual({ BatchGetItem: 10 });
  expect([...embedded.shopline.calls(), ...embedded.shoplazza.calls()]).toEqual([]);
  await consume.close();
  await Promise.all([...proxies, embedded].map((one) => one.close()));
}, 60_000);

it('spends at most 4 ms on a bad event', async () => {
  const { sqs } = relay.services;
  const before = process.cpuUsage();
  for (let first = 0; first < EVENTS; first += 10) {
    const Entries = Array.from({ length: 10 }, (_, at) => ({
      Id: String(at),
      MessageBody: BODIES[at % BODIES.length]?.(`bad-${first + at}`),
    }));
    const input = { QueueUrl: sqs.signups.url, Entries };
    await awsJson({ endpoint: sqs.endpoint, target: 'AmazonSQS.SendMessageBatch', input });
  }
  await until(
    async () => (await countMessages(sqs.endpoint, sqs.deadLetters)).visible === EVENTS,
    30_000,
  );
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000 / EVENTS).toBeLessThan(MOST_MS_PER_EVENT);
}, 60_000);
