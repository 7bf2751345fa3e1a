import type { FastifyInstance } from 'fastify';
import { asRecord } from './as-record.ts';

/** A queue at one moment: its messages by state, and when the oldest of them was sent. */
export interface QueueGlance {
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
export function addGlances(app: FastifyInstance): (name: string) => Promise<QueueGlance> {
  app.addHook('preSerialization', async ({ url }, _reply, payload) =>
    url.startsWith(PATH) && url.endsWith(ASKED) ? toGlance(payload, Date.now()) : payload,
  );
  return async (name) => (await app.inject(`${PATH}${name}${ASKED}`)).json<QueueGlance>();
}

/** A time in hand or a delay that is over counts as over; fauxqs itself notices it at the next receive. */
function toGlance(inspected: unknown, now: number): QueueGlance {
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
