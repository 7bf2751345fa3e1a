import { REASONS } from '../src/event/errors.ts';
import type { AttributeName } from '../src/message/attributes.ts';

type Json = Readonly<Record<string, unknown>>;

const text = (description: string, rest: Json = {}): Json => ({
  type: 'string',
  description,
  ...rest,
});

const time = (description: string): Json => text(description, { format: 'date-time' });

const count = (description: string): Json => ({ type: 'number', description });

/** A dead letter is not delayed, and begins anew, so it has neither `notBefore` nor `progress`. It has no `lane`: a replay is slow. */
const PROPERTIES: Readonly<
  Record<Exclude<AttributeName, 'notBefore' | 'progress' | 'lane'>, Json>
> = {
  reason: text('Reason code of the dead letter.', { enum: REASONS }),
  detail: text('Explanation of the reason, without personal data.', { maxLength: 1_000 }),
  store: text('Name of the store.'),
  source: text('Source of the event.'),
  eventId: text('Id of the event.'),
  failedAt: time('Time at which it became a dead letter.'),
  firstSeenAt: time('Time at which the relay first saw it.'),
  attempts: count('Attempts that called the platform.'),
  replays: count('Number of replays.'),
  replayedAt: time('Time of the last replay.'),
};

/** Attributes of a dead letter, as a schema of headers. */
export const deadLetterAttributes = (): Json => ({
  type: 'object',
  description:
    'SQS message attributes. If a large body leaves too little room, `detail` is dropped first and `reason` last.',
  properties: PROPERTIES,
});
