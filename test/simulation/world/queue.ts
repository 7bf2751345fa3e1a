import type { SQSRecord } from 'aws-lambda';
import type { CopyAttribute } from '../../../src/message/queue-port.ts';
import type { World } from './world.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, CopyAttribute>>;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
}

type Sent = Pick<Message, 'body' | 'attributes'> & { readonly delayMs: number };

/** The signups queue as deployed: visibility timeout, delays, receive counts, at least once, in no order. */
export interface SimulatedQueue {
  send(message: Sent): void;
  /** @param from where in the list of visible messages to begin. */
  receive(most: number, from: number): readonly SQSRecord[];
  /** Deletes what Lambda deletes. */
  delete(id: string): void;
  readonly isEmpty: () => boolean;
  readonly rootOf: (id: string) => string;
  readonly attemptsOf: (id: string) => number;
}

const VISIBILITY_MS = 180_000;
const MAX_RECEIVES = 10;

/** @param wake is called whenever a message may have become visible. */
export function createQueueService(world: World, wake: () => void): SimulatedQueue {
  const { time, notes, meet } = world;
  const messages = new Map<string, Message>();
  const all = new Map<string, Message>();
  const show = (message: Message, inMs: number): void => {
    message.visibleAt = time.now() + inMs;
    time.after(inMs, wake);
  };
  const textOf = (id: string, name: string): string | undefined =>
    all.get(id)?.attributes[name]?.value.toString();
  const rootOf = (id: string): string => textOf(id, 'root') ?? id;

  const receiveOne = (message: Message): SQSRecord | undefined => {
    message.receives += 1;
    if (message.receives > MAX_RECEIVES) {
      messages.delete(message.id);
      notes.deadLetters.push({
        root: rootOf(message.id),
        at: time.now(),
        reason: undefined,
        detail: undefined,
      });
      return undefined;
    }
    show(message, meet('twice') ? 0 : VISIBILITY_MS);
    return toRecord(message);
  };

  return {
    rootOf,
    attemptsOf: (id) => Number(textOf(id, 'attempts') ?? 0),
    isEmpty: () => messages.size === 0,
    send({ body, attributes, delayMs }) {
      const id = `m${all.size}`;
      const message = {
        id,
        body,
        attributes,
        sentAt: Math.floor(time.now()),
        visibleAt: 0,
        receives: 0,
      };
      messages.set(id, message);
      all.set(id, message);
      show(message, delayMs);
    },
    receive(most, from) {
      const visible = [...messages.values()].filter(({ visibleAt }) => visibleAt <= time.now());
      const start = visible.length === 0 ? 0 : from % visible.length;
      const chosen = [...visible.slice(start), ...visible.slice(0, start)].slice(0, most);
      return chosen.flatMap((message) => receiveOne(message) ?? []);
    },
    delete(id) {
      if (meet('undeleted') === undefined) messages.delete(id);
    },
  };
}

const toRecord = ({ id, body, attributes, sentAt, receives }: Message): SQSRecord => ({
  messageId: id,
  receiptHandle: id,
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(sentAt),
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: String(sentAt),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      { dataType: type as 'String', stringValue: value.toString() },
    ]),
  ),
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:signups',
  awsRegion: 'us-east-1',
});
