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
    'Message attributes of SQS. Where a large body leaves no room for all, `detail` goes first and `reason` last.',
  properties: {
    reason: text('Why it is a dead letter.', { enum: REASONS }),
    detail: text('What to do about it, without personal data.', { maxLength: 1_000 }),
    store: text('Name of the store.'),
    source: text('Source of the event.'),
    eventId: text('Id of the event.'),
    failedAt: text('When it became a dead letter.', { format: 'date-time' }),
    firstSeenAt: text('When the relay first saw it.', { format: 'date-time' }),
    attempts: { type: 'number', description: 'Tries that called the platform.' },
    replays: { type: 'number', description: 'How often it was put back.' },
  },
});
