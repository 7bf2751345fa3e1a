import type { FastifyInstance } from 'fastify';
import { buildApp } from 'fauxqs';
import { asRecord } from '../../util/is-record.ts';
import { awsJson } from './aws-json.ts';
import { freePort } from './free-port.ts';
import { closeSqsGaps } from './sqs-gaps.ts';

export interface EmbeddedSqsOptions {
  /** Preferred port; another one is taken where it is in use, and any for 0. */
  readonly port: number;
  /** How long a received message stays hidden, in seconds. @default 180, as deployed */
  readonly visibilityTimeoutSeconds?: number;
  /** Receives before SQS itself moves a message to the dead letters. @default 10, as deployed */
  readonly maxReceiveCount?: number;
}

export const QUEUE_NAMES = { signups: 'signups', deadLetters: 'signups-dead' } as const;

/** One queue of the embedded SQS. */
export interface EmbeddedQueue {
  readonly url: string;
  readonly arn: string;
}

/** SQS for a local run, in memory, on 127.0.0.1 only, with the two queues of a deployment. */
export interface EmbeddedSqs {
  readonly endpoint: string;
  readonly signups: EmbeddedQueue;
  readonly deadLetters: EmbeddedQueue;
  /** Looks at a queue by its name, without receiving anything. */
  readonly prefetch: (name: string) => Promise<QueuePeek>;
  close(): Promise<void>;
}

/** Starts fauxqs and creates `signups` and `signups-dead` with the redrive policy between them. */
export async function openEmbeddedSqs(options: EmbeddedSqsOptions): Promise<EmbeddedSqs> {
  const { visibilityTimeoutSeconds = 180, maxReceiveCount = 10 } = options;
  const app = buildApp({ logger: false, defaultRegion: 'us-east-1' });
  closeSqsGaps(app);
  const prefetch = addGlances(app);
  const endpoint = await app.listen({ host: '127.0.0.1', port: await freePort(options.port) });
  const create = async (name: string, attributes: object): Promise<EmbeddedQueue> => {
    await awsJson({
      endpoint,
      target: 'AmazonSQS.CreateQueue',
      input: { QueueName: name, Attributes: attributes },
    });
    // fauxqs answers with a host name that not every machine resolves; it looks queues up by the path alone.
    const url = `${endpoint}/000000000000/${name}`;
    return { url, arn: `arn:aws:sqs:us-east-1:000000000000:${name}` };
  };
  const deadLetters = await create(QUEUE_NAMES.deadLetters, { MessageRetentionPeriod: '1209600' });
  const signups = await create(QUEUE_NAMES.signups, {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
  });
  return { endpoint, signups, deadLetters, prefetch, close: () => app.close() };
}

/** A queue at one moment: its messages by state, and when the oldest of them was sent. */
export interface QueuePeek {
  readonly visible: number;
  /** Received and not yet deleted. */
  readonly hidden: number;
  readonly delayed: number;
  /** Milliseconds since the epoch; absent for an empty queue. */
  readonly oldestSentAt?: number;
}

const PATH = '/_fauxqs/queues/';

const ASKED = '?glance';

/**
 * Lets somebody glance at a queue of fauxqs. Its inspection shows whole messages, so they are counted before it writes
 * them out: a queue of 100,000 messages takes a millisecond then, and seconds otherwise.
 *
 * @param name of a queue that exists.
 */
function addGlances(app: FastifyInstance): (name: string) => Promise<QueuePeek> {
  app.addHook('preSerialization', async ({ url }, _reply, payload) =>
    url.startsWith(PATH) && url.endsWith(ASKED) ? toGlance(payload, Date.now()) : payload,
  );
  return async (name) => (await app.inject(`${PATH}${name}${ASKED}`)).json<QueuePeek>();
}

/** A time in hand or a delay that is over counts as over; fauxqs itself notices it at the next receive. */
function toGlance(inspected: unknown, now: number): QueuePeek {
  const { ready, delayed, inflight } = asRecord(asRecord(inspected)['messages']);
  const held = asList(inflight).map(asRecord);
  const late = asList(delayed).map(asRecord);
  const hidden = held.filter(({ visibilityDeadline: until }) => Number(until) > now).length;
  const waiting = late.filter(({ delayUntil: until }) => Number(until) > now).length;
  const messages = [...asList(ready), ...late, ...held.map(({ message }) => message)];
  const oldest = messages.reduce<number>(
    (least, message) => Math.min(least, Number(asRecord(message)['sentTimestamp'])),
    Infinity,
  );
  return {
    visible: messages.length - hidden - waiting,
    hidden,
    delayed: waiting,
    ...(messages.length > 0 && { oldestSentAt: oldest }),
  };
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Creates a bucket of the embedded S3, which listens where the embedded SQS does. @throws Error it was not created. */
export async function createBucket(endpoint: string, name: string): Promise<void> {
  const response = await fetch(`${endpoint}/${name}`, { method: 'PUT' });
  if (!response.ok) throw new Error(`the bucket ${name} was not created (${response.status})`);
}
