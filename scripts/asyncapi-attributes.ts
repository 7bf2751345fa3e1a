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

/** A dead letter is not delayed, so it has no `notBefore`. */
const PROPERTIES: Readonly<Record<Exclude<AttributeName, 'notBefore'>, Json>> = {
  reason: text('Why it is a dead letter.', { enum: REASONS }),
  detail: text('What to do about it, without personal data.', { maxLength: 1_000 }),
  store: text('Name of the store.'),
  source: text('Source of the event.'),
  eventId: text('Id of the event.'),
  failedAt: time('When it became a dead letter.'),
  firstSeenAt: time('When the relay first saw it.'),
  attempts: count('Tries that called the platform.'),
  replays: count('How often it was put back.'),
  replayedAt: time('When it was last put back.'),
};

/** Attributes of a dead letter, as a schema of headers. */
export const deadLetterAttributes = (): Json => ({
  type: 'object',
  description:
    'Message attributes of SQS. Where a large body leaves no room for all, `detail` goes first and `reason` last.',
  properties: PROPERTIES,
});
