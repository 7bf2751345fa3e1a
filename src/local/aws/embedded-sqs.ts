import type { FastifyInstance } from 'fastify';
import { buildApp } from 'fauxqs';
import { asRecord } from '../../util/is-record.ts';
import { awsJson } from './aws-json.ts';
import { freePort } from './free-port.ts';
import { closeSqsGaps } from './sqs-gaps.ts';

export interface EmbeddedSqsOptions {
  /** Preferred port. If it is in use, or 0, any free port. */
  readonly port: number;
  /** Visibility timeout, in seconds. @default 180, as deployed */
  readonly visibilityTimeoutSeconds?: number;
  /** Receives until SQS moves a message to the dead letters. @default 10, as deployed */
  readonly maxReceiveCount?: number;
}

export const QUEUE_NAMES = { signups: 'signups', deadLetters: 'signups-dead' } as const;

/** One queue of the embedded SQS. */
export interface EmbeddedQueue {
  readonly url: string;
  readonly arn: string;
}

/** SQS for a local run: in memory, on 127.0.0.1 only, with both queues of a deployment. */
export interface EmbeddedSqs {
  readonly endpoint: string;
  readonly signups: EmbeddedQueue;
  readonly deadLetters: EmbeddedQueue;
  /** Counts the messages of a queue without receiving any. @param name of an existing queue. */
  readonly peek: (name: string) => Promise<QueuePeek>;
  close(): Promise<void>;
}

/** Starts fauxqs and creates `signups` and `signups-dead` with the redrive policy between them. */
export async function openEmbeddedSqs(options: EmbeddedSqsOptions): Promise<EmbeddedSqs> {
  const { visibilityTimeoutSeconds = 180, maxReceiveCount = 10 } = options;
  const app = buildApp({ logger: false, defaultRegion: 'us-east-1' });
  closeSqsGaps(app);
  const peek = addPeeks(app);
  const endpoint = await app.listen({ host: '127.0.0.1', port: await freePort(options.port) });
  const create = async (name: string, attributes: object): Promise<EmbeddedQueue> => {
    await awsJson({
      endpoint,
      target: 'AmazonSQS.CreateQueue',
      input: { QueueName: name, Attributes: attributes },
    });
    // The host name in fauxqs's answer does not resolve on every machine; fauxqs needs the path only.
    const url = `${endpoint}/000000000000/${name}`;
    return { url, arn: `arn:aws:sqs:us-east-1:000000000000:${name}` };
  };
  const deadLetters = await create(QUEUE_NAMES.deadLetters, { MessageRetentionPeriod: '1209600' });
  const signups = await create(QUEUE_NAMES.signups, {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
  });
  return { endpoint, signups, deadLetters, peek, close: () => app.close() };
}

/** A queue at one moment: its messages by state, and the age of the oldest. */
export interface QueuePeek {
  readonly visible: number;
  /** Received and not yet deleted. */
  readonly hidden: number;
  readonly delayed: number;
  /** Time at which the oldest message was sent, in milliseconds since the epoch; absent for an empty queue. */
  readonly oldestSentAt?: number;
}

const PATH = '/_fauxqs/queues/';
const PEEK_QUERY = '?peek';

/**
 * Adds message counts to fauxqs, whose inspection returns whole messages. They are counted before serialization: 100,000
 * messages then take a millisecond instead of seconds.
 */
function addPeeks(app: FastifyInstance): (name: string) => Promise<QueuePeek> {
  app.addHook('preSerialization', async ({ url }, _reply, payload) =>
    url.startsWith(PATH) && url.endsWith(PEEK_QUERY) ? toPeek(payload, Date.now()) : payload,
  );
  return async (name) => (await app.inject(`${PATH}${name}${PEEK_QUERY}`)).json<QueuePeek>();
}

/** Counts expired visibility timeouts and delays as over; fauxqs updates its lists at the next receive only. */
function toPeek(inspected: unknown, now: number): QueuePeek {
  const { ready, delayed, inflight } = asRecord(asRecord(inspected)['messages']);
  const received = asList(inflight).map(asRecord);
  const postponed = asList(delayed).map(asRecord);
  const hidden = received.filter(({ visibilityDeadline: until }) => Number(until) > now).length;
  const waiting = postponed.filter(({ delayUntil: until }) => Number(until) > now).length;
  const messages = [...asList(ready), ...postponed, ...received.map(({ message }) => message)];
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

/** Creates a bucket of the embedded S3, which shares the endpoint of SQS. @throws Error the bucket was not created. */
export async function createBucket(endpoint: string, name: string): Promise<void> {
  const response = await fetch(`${endpoint}/${name}`, { method: 'PUT' });
  if (!response.ok) throw new Error(`the bucket ${name} was not created (${response.status})`);
}
