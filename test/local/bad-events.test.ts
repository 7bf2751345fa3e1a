import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import { countMessages } from '../../src/local/aws/queue-calls.ts';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../src/local/local-relay.ts';
import { anEvent } from '../support/an-event.ts';
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
