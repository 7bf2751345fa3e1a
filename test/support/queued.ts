import type { Embedded } from './embedded.ts';

/** A message on an embedded queue. */
export interface Queued {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: Readonly<
    Record<
      string,
      { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }
    >
  >;
  /** Milliseconds since the epoch; set while it is delayed. */
  readonly delayUntil?: number;
  /** Milliseconds since the epoch. */
  readonly sentTimestamp: number;
}

/** Everything on a queue; nothing is received. */
export interface QueueContent {
  /** Can be received now. */
  readonly ready: readonly Queued[];
  readonly delayed: readonly Queued[];
  /** Received and not deleted: hidden until the visibility timeout ends. */
  readonly hidden: readonly Queued[];
}

interface Inspection {
  readonly ready: readonly Queued[];
  readonly delayed: readonly Queued[];
  readonly inflight: readonly { readonly message: Queued; readonly receiptHandle: string }[];
}

/** fauxqs' own view of a queue; AWS has no such call. */
export async function inspectQueue(endpoint: string, name: string): Promise<Inspection> {
  const answer = await fetch(`${endpoint}/_fauxqs/queues/${name}`);
  return ((await answer.json()) as { readonly messages: Inspection }).messages;
}

/** Reads a queue without a receive. */
export async function contentOf(
  { sqs }: Pick<Embedded, 'sqs'>,
  queue: 'signups' | 'deadLetters',
): Promise<QueueContent> {
  const name = sqs[queue].url.split('/').at(-1) ?? '';
  const { ready, delayed, inflight } = await inspectQueue(sqs.endpoint, name);
  return { ready, delayed, hidden: inflight.map(({ message }) => message) };
}

/** Attributes by name, as text. */
export const attributesOf = ({ messageAttributes }: Queued): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { StringValue, BinaryValue }]) => [
      name,
      StringValue ?? BinaryValue,
    ]),
  );
