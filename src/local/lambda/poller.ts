import { setTimeout as pause } from 'node:timers/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { MAX_BATCH_ENTRIES } from '../../util/sqs-limits.ts';
import { awsJson } from '../aws/aws-json.ts';
import type { EmbeddedQueue } from '../aws/embedded-sqs.ts';
import { asRecord } from '../../util/is-record.ts';
import { lambdaContext } from './context.ts';
import { type ReceivedMessage, toSqsRecord } from './sqs-event.ts';

/** A Lambda handler for SQS, as its entry point exports it. */
export type SqsFunction = (event: SQSEvent, context: Context) => Promise<unknown>;

export interface PollerOptions {
  readonly endpoint: string;
  readonly queue: EmbeddedQueue;
  readonly handler: SqsFunction;
  /** Timeout of one invocation, in milliseconds. @default 30,000, as deployed */
  readonly functionTimeoutMs?: number;
  /**
   * Length of one long poll, in seconds, and the longest wait of `stop` for an idle queue. The embedded SQS also accepts
   * fractions, unlike AWS. @default 1
   */
  readonly waitSeconds?: number;
  /** Receives every error of the handler and of SQS; the poller continues. */
  readonly onError?: (error: unknown) => void;
}

/** The local counterpart of Lambda's event source mapping. */
export interface Poller {
  /** Stops polling; resolves when the current batch is settled. Safe to repeat. */
  stop(): Promise<void>;
}

/** Pause after a failed poll, in milliseconds. */
const ERROR_PAUSE_MS = 1_000;

/**
 * Polls until stopped: up to ten messages per invocation, one invocation at a time. Messages that the handler does not
 * report are deleted. Reported messages stay hidden until their visibility timeout ends. So does the whole batch after
 * a crash or a timeout. Two pollers on one queue act as two concurrent invocations.
 */
export function startPoller(options: PollerOptions): Poller {
  const stopping = new AbortController();
  const running = pollUntil(stopping.signal, options);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function pollUntil(signal: AbortSignal, options: PollerOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      // A poll is never aborted: its messages would stay hidden until their visibility timeout ends.
      const messages = await receive(options);
      if (messages.length > 0) await settleBatch(messages, options);
    } catch (error) {
      if (signal.aborted) return;
      options.onError?.(error);
      await pause(ERROR_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function receive(options: PollerOptions): Promise<readonly ReceivedMessage[]> {
  const { endpoint, queue, waitSeconds = 1 } = options;
  const { Messages = [] } = await awsJson<{ Messages?: readonly ReceivedMessage[] }>({
    endpoint,
    target: 'AmazonSQS.ReceiveMessage',
    input: {
      QueueUrl: queue.url,
      MaxNumberOfMessages: MAX_BATCH_ENTRIES,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
  });
  return Messages;
}

async function settleBatch(
  messages: readonly ReceivedMessage[],
  options: PollerOptions,
): Promise<void> {
  const { queue, onError } = options;
  try {
    const answer = await invoke(
      { Records: messages.map((m) => toSqsRecord(m, queue.arn)) },
      options,
    );
    const failed = failedItems(
      answer,
      messages.map((m) => m.MessageId),
    );
    if (failed !== 'all') {
      await remove(
        messages.filter((m) => !failed.has(m.MessageId)),
        options,
      );
    }
  } catch (error) {
    onError?.(error);
  }
}

async function invoke(event: SQSEvent, options: PollerOptions): Promise<unknown> {
  const { handler, functionTimeoutMs = 30_000 } = options;
  const deadline = Date.now() + functionTimeoutMs;
  const ended = new AbortController();
  const timeout = pause(functionTimeoutMs, undefined, { signal: ended.signal, ref: false }).then(
    () => Promise.reject(new Error(`the function timed out after ${functionTimeoutMs} ms`)),
  );
  timeout.catch(() => undefined);
  try {
    const context = lambdaContext('consume', () => deadline - Date.now());
    return await Promise.race([handler(event, context), timeout]);
  } finally {
    ended.abort();
  }
}

async function remove(
  messages: readonly ReceivedMessage[],
  { endpoint, queue, onError }: PollerOptions,
): Promise<void> {
  if (messages.length === 0) return;
  const { Failed = [] } = await awsJson<{ Failed?: readonly { Code: string }[] }>({
    endpoint,
    target: 'AmazonSQS.DeleteMessageBatch',
    input: {
      QueueUrl: queue.url,
      Entries: messages.map((m, index) => ({ Id: String(index), ReceiptHandle: m.ReceiptHandle })),
    },
  });
  for (const { Code } of Failed) onError?.(new Error(`a message could not be deleted: ${Code}`));
}

/** The messages of a batch that stay on the queue. */
type FailedItems = 'all' | ReadonlySet<string>;

/**
 * Reads a handler's answer as Lambda does with `ReportBatchItemFailures`. No list or an empty list means that all
 * messages succeeded. An entry that matches no message of the batch means that all failed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedItems(answer: unknown, messageIds: readonly string[]): FailedItems {
  const { batchItemFailures: failures } = asRecord(answer);
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return 'all';
  const failed = new Set<string>();
  for (const failure of failures as readonly unknown[]) {
    const { itemIdentifier: id } = asRecord(failure);
    if (typeof id !== 'string' || !messageIds.includes(id)) return 'all';
    failed.add(id);
  }
  return failed;
}
