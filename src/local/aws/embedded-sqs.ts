import { buildApp } from 'fauxqs';
import { awsJson } from './aws-json.ts';
import { freePort } from './free-port.ts';
import { addGlances, type QueueGlance } from '../queue-glance.ts';
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
  readonly glance: (name: string) => Promise<QueueGlance>;
  close(): Promise<void>;
}

/** Starts fauxqs and creates `signups` and `signups-dead` with the redrive policy between them. */
export async function openEmbeddedSqs(options: EmbeddedSqsOptions): Promise<EmbeddedSqs> {
  const { visibilityTimeoutSeconds = 180, maxReceiveCount = 10 } = options;
  const app = buildApp({ logger: false, defaultRegion: 'us-east-1' });
  closeSqsGaps(app);
  const glance = addGlances(app);
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
  return { endpoint, signups, deadLetters, glance, close: () => app.close() };
}
