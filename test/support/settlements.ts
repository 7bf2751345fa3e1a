import type { CopyAttribute, Copy } from '../../src/message/queue-port.ts';
import type { Settlement } from '../../src/delivery/settle.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { SENT_AT } from './a-record.ts';

type Postpone = Extract<Settlement, { action: 'postpone' }>;
type DeadLetter = Extract<Settlement, { action: 'deadLetter' }>;

/** When the copies are made. */
export const NOW = SENT_AT + 5_000;
export const KNOWN = { eventId: 'e-1', source: '/test', store: 'tw-main' };

/** The message is tried again later; name only what the test is about. */
export const later = (overrides: Partial<Postpone> = {}): Postpone => ({
  action: 'postpone',
  delayMs: 2_000,
  attempts: 1,
  why: 'busy',
  ...overrides,
});

/** The message becomes a dead letter; name only what the test is about. */
export const dead = (overrides: Partial<DeadLetter> = {}): DeadLetter => ({
  action: 'deadLetter',
  reason: 'rejected',
  attempts: 3,
  detail: 'POST /customers answered 422',
  ...overrides,
});

/** The attributes of a copy without their types. */
export const valuesOf = (copy: Copy | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(copy?.attributes ?? {}).map(([name, { value }]) => [name, value]),
  );

/** This many attributes of the sender. */
export const foreign = (count: number): Readonly<Record<string, CopyAttribute>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`f${index}`, { type: 'String', value: 'x' }]),
  );

/** A body beside which SQS takes so many more bytes. */
export const bodyWithRoom = (bytes: number): string => 'x'.repeat(MAX_MESSAGE_BYTES - bytes);

export const iso = (ms: number): string => new Date(ms).toISOString();
