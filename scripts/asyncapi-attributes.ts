import { REASONS } from '../src/event/errors.ts';

type Json = Readonly<Record<string, unknown>>;

const text = (description: string, rest: Json = {}): Json => ({
  type: 'string',
  description,
  ...rest,
});

/** Attributes of a dead letter, as a schema of headers. */
export const deadLetterAttributes = (): Json => ({
  type: 'object',
  description:
    'SQS message attributes. If a large body leaves too little room, `detail` is dropped first and `reason` last.',
  properties: {
    reason: text('Reason code of the dead letter.', { enum: REASONS }),
    detail: text('Explanation and remedy, without personal data.', { maxLength: 1_000 }),
    store: text('Name of the store.'),
    source: text('Source of the event.'),
    eventId: text('Id of the event.'),
    failedAt: text('Time at which it became a dead letter.', { format: 'date-time' }),
    firstSeenAt: text('Time at which the relay first received it.', { format: 'date-time' }),
    attempts: { type: 'number', description: 'Number of attempts that called the platform.' },
    replays: { type: 'number', description: 'Number of replays.' },
  },
});
