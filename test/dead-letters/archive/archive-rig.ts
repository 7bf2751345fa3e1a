import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createArchive } from '../../../src/aws/archive.ts';
import { createDeadLetters } from '../../../src/aws/queues/dead-letters.ts';
import { createQueue } from '../../../src/aws/queues/queue.ts';
import { fromLine, type WrittenLetter } from '../../../src/dead-letters/file-format.ts';
import type { ReadDeps } from '../../../src/dead-letters/reading/session.ts';
import { awsJson } from '../../../src/local/aws/aws-json.ts';
import type { EmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import type { Archive, DeadLetters } from '../../../src/dead-letters/ports.ts';
import type { CopyAttribute, Queue } from '../../../src/message/queue-port.ts';
import { localAws } from '../../support/local-credentials.ts';
import { inspectQueue, type Queued } from '../../support/queued.ts';

/** A fault of one call; `forward` makes the real call, with this input or another one. */
export type Fault = (
  input: Record<string, unknown>,
  forward: (input?: Record<string, unknown>) => Promise<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

/** A dead letter without the data that SQS adds. */
export type Content = Pick<WrittenLetter, 'body' | 'attributes'>;

/** An own dead-letter queue and bucket, behind clients whose calls can fail. */
export interface ArchiveRig {
  readonly deps: ReadDeps & {
    readonly deadLetters: DeadLetters;
    readonly archive: Archive;
    readonly queue: Queue;
  };
  /** Number of calls so far. */
  readonly calls: () => number;
  /** Chooses the fault of each later call, by its number. */
  readonly interfere: (fault: ((number: number) => Fault | undefined) | undefined) => void;
  /** All letters in the queue, visible or in flight. */
  readonly inQueue: () => Promise<readonly Content[]>;
  /** By its key. */
  readonly inArchive: () => Promise<ReadonlyMap<string, Content>>;
  /** Makes the messages of a killed process visible again. */
  readonly endLeases: () => Promise<void>;
}

interface State {
  calls: number;
  fault?: ((number: number) => Fault | undefined) | undefined;
}

let rigs = 0;
/** Keys: names of queues and buckets. */
const states = new Map<string, State>();

interface Clients {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** A client without faults. */
  readonly plain: S3Client;
}

const opened = new Map<string, Clients>();

/** Opening a client takes longer than all of its calls, so clients are shared. */
function clientsOf(endpoint: string): Clients {
  const known = opened.get(endpoint);
  if (known) return known;
  const sqs = new SQSClient(localAws(endpoint));
  const s3 = new S3Client(localAws(endpoint));
  for (const { middlewareStack } of [sqs, s3] as readonly Pick<SQSClient, 'middlewareStack'>[]) {
    middlewareStack.add(
      (next) => async (args) => {
        const { QueueUrl = '', Bucket } = args.input as { QueueUrl?: string; Bucket?: string };
        const state = states.get(Bucket ?? QueueUrl.split('/').at(-1) ?? '');
        if (state) state.calls += 1;
        const act = state?.fault?.(state.calls);
        if (act === undefined) return next(args);
        let response: unknown;
        const output = await act(args.input as never, async (input = args.input as never) => {
          const answer = await next({ ...args, input });
          response = answer.response;
          return answer.output as never;
        });
        return { response, output: output as never };
      },
      { step: 'initialize' },
    );
  }
  const clients = { sqs, s3, plain: new S3Client(localAws(endpoint)) };
  opened.set(endpoint, clients);
  return clients;
}

export async function openArchiveRig(
  { endpoint }: Pick<EmbeddedSqs, 'endpoint'>,
  letters: readonly Content[] = [],
): Promise<ArchiveRig> {
  rigs += 1;
  const name = `dead-${rigs}`;
  const sqsCall = async (operation: string, input: object): Promise<unknown> =>
    awsJson({ endpoint, target: `AmazonSQS.${operation}`, input });
  await sqsCall('CreateQueue', {
    QueueName: name,
    Attributes: { MessageRetentionPeriod: '1209600' },
  });
  const url = `${endpoint}/000000000000/${name}`;
  const { sqs, s3, plain } = clientsOf(endpoint);
  await plain.send(new CreateBucketCommand({ Bucket: name }));
  const state: State = { calls: 0 };
  states.set(name, state);
  const queue = createQueue({ client: sqs, urls: { deadLetters: url } });
  const copies = letters.map(({ body, attributes }, index) => ({
    key: String(index),
    to: 'deadLetters' as const,
    body,
    attributes,
    delaySeconds: 0,
  }));
  await queue.send(copies);
  state.calls = 0;

  const inspect = () => inspectQueue(endpoint, name);
  const archive = createArchive(plain, name);
  return {
    deps: {
      deadLetters: createDeadLetters({ client: sqs, url, waitSeconds: 0 }),
      archive: createArchive(s3, name),
      queue,
      now: Date.now,
      sleep: async () => undefined,
      signal: new AbortController().signal,
    },
    calls: () => state.calls,
    interfere: (next) => {
      state.fault = next;
      state.calls = 0;
    },
    inQueue: async () => {
      const { ready, inflight } = await inspect();
      return [...ready, ...inflight.map(({ message }) => message)].map(toContent);
    },
    inArchive: async () => {
      const found = new Map<string, Content>();
      for await (const keys of archive.list('')) {
        for (const key of keys) {
          const { body, attributes } = fromLine((await archive.get(key)) ?? '') ?? {};
          if (body !== undefined && attributes !== undefined) found.set(key, { body, attributes });
        }
      }
      return found;
    },
    endLeases: async () => {
      for (const { receiptHandle } of (await inspect()).inflight)
        await sqsCall('ChangeMessageVisibility', {
          QueueUrl: url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        });
    },
  };
}

const toContent = ({ body, messageAttributes }: Queued): Content => ({
  body,
  attributes: Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { DataType, StringValue, BinaryValue = '' }]) => [
      name,
      {
        type: DataType,
        value: StringValue ?? new Uint8Array(Buffer.from(BinaryValue, 'base64')),
      } satisfies CopyAttribute,
    ]),
  ),
});
