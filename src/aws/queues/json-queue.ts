import { hash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Queue } from '../../message/queue-port.ts';
import type { AwsJson, AwsJsonService } from '../json/client.ts';
import { openAwsJson } from '../json/open.ts';
import { copiesBy, type SendMessageBatch, type SendMessageBatchAnswer } from './send-copies.ts';

const SQS = { name: 'SQS', host: 'sqs', target: 'AmazonSQS', version: '1.0' } as const;

/** Timeouts and tries for SQS. */
type Timeouts = Pick<AwsJsonService, 'connectMs' | 'requestMs' | 'tries'>;

/**
 * The queue of signups without the SDK's client, which takes a third of the start of `receive`. Host, tries, timeouts and
 * errors are as with the SDK; a test compares both.
 *
 * @param env read at each request: X-Ray's header changes with each invocation.
 * @param url of the queue. Requests go to its host, as the SDK's do: `AWS_ENDPOINT_URL_SQS` does not count.
 * @param now the real time, in milliseconds since the epoch; the signature of a request has it.
 * @throws TypeError the URL is none.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function openJsonQueue(
  env: Readonly<Record<string, string | undefined>>,
  timeouts: Timeouts,
  url: string,
  now: () => number,
): Queue {
  const endpoint = new URL(new URL(url).origin);
  const traceHeader = (): string | undefined =>
    env['AWS_LAMBDA_FUNCTION_NAME'] ? env['_X_AMZN_TRACE_ID'] : undefined;
  const call = openAwsJson<'SendMessageBatch'>(
    { ...SQS, ...timeouts, endpoint, traceHeader },
    env,
    now,
  );
  return copiesBy(checkedBy(call), { signups: url });
}

interface Answer extends SendMessageBatchAnswer {
  readonly Successful?: readonly {
    readonly Id?: string;
    readonly MessageId?: string;
    readonly MD5OfMessageBody?: string;
  }[];
}

/** @throws Error SQS got another body than was sent: the digest in its answer differs, as the SDK checks it. */
const checkedBy =
  (call: AwsJson<'SendMessageBatch'>): SendMessageBatch =>
  async (input) => {
    const Entries = input.Entries.map((entry) => ({
      ...entry,
      MessageAttributes: onTheWire(entry.MessageAttributes),
    }));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- SQS answers as it is documented
    const answer = (await call('SendMessageBatch', { ...input, Entries })) as Answer;
    const digests = new Map(
      answer.Successful?.map(({ Id, MD5OfMessageBody }) => [Id, MD5OfMessageBody]),
    );
    for (const { Id, MessageBody = '' } of input.Entries) {
      if (digests.has(Id) && digests.get(Id) !== hash('md5', MessageBody))
        throw new Error('SQS got another body than was sent');
    }
    return answer;
  };

/** JSON has no bytes: they are base64. */
const onTheWire = (attributes: Readonly<Record<string, MessageAttributeValue>> = {}): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { BinaryValue, ...value }]) => [
      name,
      BinaryValue === undefined
        ? value
        : { ...value, BinaryValue: Buffer.from(BinaryValue).toString('base64') },
    ]),
  );
